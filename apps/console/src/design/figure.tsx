import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './figure.module.css'

type Props = {
  label: string
  /** Set in large digits. */
  value: ReactNode
  /** In small letters below. */
  note?: ReactNode
  tone?: 'live' | 'warn' | 'bad'
}

/** One number with what it counts. Stands in `Figures`. */
export const Figure = ({ label, value, note, tone }: Props) => (
  <div className={classNames(styles.figure, tone && styles[tone])}>
    <dt className={styles.label}>{label}</dt>
    <dd className={styles.value}>{value}</dd>
    {note !== undefined && <dd className={styles.note}>{note}</dd>}
  </div>
)

/** A figure with its unit in smaller letters: "2.6 Mbit/s". */
export const Quantity = ({ text }: { text: string }) => {
  const [value, unit] = text.split(' ')
  return (
    <>
      {value} <span className={styles.unit}>{unit}</span>
    </>
  )
}

/** A row of figures. */
export const Figures = ({ children }: { children: ReactNode }) => (
  <dl className={styles.figures}>{children}</dl>
)
