import { type ReactNode, useEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './page.module.css'

type PageProps = {
  title: string
  /** Beside the title: badges, names of what the page is about. */
  aside?: ReactNode
  /** What can be done with what the page shows. */
  actions?: ReactNode
  children: ReactNode
}

/** A page: its heading gets the focus, so that keyboards and screen readers begin there. */
export const Page = ({ title, aside, actions, children }: PageProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Tapedeck`
  }, [title])
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {aside}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

type PanelProps = {
  title?: string
  /** Beside the title. */
  aside?: ReactNode
  /** Without space around its content: for tables. */
  isFlush?: boolean
  children: ReactNode
}

/** A part of a page. */
export const Panel = ({ title, aside, isFlush = false, children }: PanelProps) => (
  <section className={styles.panel} aria-label={title}>
    {title !== undefined && (
      <div className={styles.panelHeader}>
        <h2 className={styles.panelTitle}>{title}</h2>
        {aside}
      </div>
    )}
    <div className={classNames(styles.content, isFlush && styles.flush)}>{children}</div>
  </section>
)

/** Stands where a page is still being loaded. */
export const PageLoading = () => (
  <div className={styles.loading} role="status">
    <span className={styles.spinner} aria-hidden="true" />
    <span>Loading</span>
  </div>
)
