import type { ReactNode } from 'react'
import styles from './setup-page.module.css'

/** A name with what tells more of it below. */
export const NamedCell = ({ children, below }: { children: ReactNode; below?: ReactNode }) => (
  <span className={styles.name}>
    {children}
    {below !== undefined && <span className={styles.soft}>{below}</span>}
  </span>
)
