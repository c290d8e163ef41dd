import type { ReactNode } from 'react'
import styles from './field-layout.module.css'

type FormProps = { onSubmit(): void; children: ReactNode }

/** A form of a page or dialog: its parts below each other. */
export const PageForm = ({ onSubmit, children }: FormProps) => (
  <form
    className={styles.form}
    onSubmit={(event) => {
      event.preventDefault()
      onSubmit()
    }}
  >
    {children}
  </form>
)

/** Fields below each other. */
export const Fields = ({ children }: { children: ReactNode }) => (
  <div className={styles.fields}>{children}</div>
)

/** Fields beside each other where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => (
  <div className={styles.row}>{children}</div>
)

/** The buttons at the end of a form, the one that does it last. */
export const FormActions = ({ children }: { children: ReactNode }) => (
  <div className={styles.actions}>{children}</div>
)
