import { classNames } from './class-names.ts'
import styles from './meter.module.css'

type Props = {
  label: string
  value: number
  max: number
  tone?: 'normal' | 'warn' | 'bad'
}

/** How full something is. */
export const Meter = ({ label, value, max, tone = 'normal' }: Props) => {
  const percent = max > 0 ? Math.min(100, (value / max) * 100) : 0
  return (
    <>
      <meter className="visually-hidden" aria-label={label} min={0} max={max} value={value} />
      <div className={styles.meter} aria-hidden="true">
        <div className={classNames(styles.bar, styles[tone])} style={{ width: `${percent}%` }} />
      </div>
    </>
  )
}
