import type { ReactNode } from 'react'
import styles from './row-actions.module.css'

/** The buttons of a row: beside each other where there is room. */
export const RowActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>{children}</div>
)
