import type { ReactNode } from 'react'
import styles from './named-cell.module.css'

/** A name with what tells more of it below, as tables show it. */
export const NamedCell = ({ children, below }: { children: ReactNode; below?: ReactNode }) => (
  <span className={styles.name}>
    {children}
    {below !== undefined && <span className={styles.below}>{below}</span>}
  </span>
)
