import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

type Props = { title: string; action?: ReactNode; children?: ReactNode }

/** Stands where nothing is to be shown, and says what to do about it. */
export const EmptyState = ({ title, action, children }: Props) => (
  <div className={styles.empty}>
    <p className={styles.title}>{title}</p>
    {children !== undefined && <p className={styles.text}>{children}</p>}
    {action}
  </div>
)
