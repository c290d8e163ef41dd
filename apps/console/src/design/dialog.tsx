import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

type Props = {
  title: string
  /** Escape, the cross, or a press beside it. */
  onClose(): void
  children: ReactNode
  /** Buttons at its end, the one that does it last. */
  actions?: ReactNode
}

/** A dialog over the page. Render it when it is to be seen: `{isAsking && <Dialog …>}`. */
export const Dialog = ({ title, onClose, children, actions }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      <div className={styles.inside}>
        <header className={styles.header}>
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          <Button kind="quiet" size="small" icon="close" label="Close" onPress={onClose} />
        </header>
        <div className={styles.content}>{children}</div>
        {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
      </div>
    </dialog>
  )
}
