import { type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'
import styles from './dialog.module.css'

type Props = {
  title: string
  /** Escape, the cross, or a press beside it; absent for one that its own buttons alone close. */
  onClose?: () => void
  /** What it asked for is under way: it stays until that is over. */
  isBusy?: boolean
  children: ReactNode
  /** Buttons at its end, the one that does it last. */
  actions?: ReactNode
}

/** A dialog over the page. Render it when it is to be seen: `{isAsking && <Dialog …>}`. */
export const Dialog = ({ title, onClose, isBusy = false, children, actions }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const isPressedBeside = useRef(false)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  const leave = (): void => {
    if (!isBusy) onClose?.()
  }
  const isBeside = ({ target }: { target: EventTarget }): boolean => target === dialog.current
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it already
    <dialog
      ref={dialog}
      className={styles.dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        leave()
      }}
      // of a second Escape browsers do not ask: they close it
      onClose={() => {
        if (dialog.current?.open !== false) return
        dialog.current.showModal()
        leave()
      }}
      onPointerDown={(event) => {
        isPressedBeside.current = isBeside(event)
      }}
      // text that is marked up to the outside of the dialog ends in a click beside it, too
      onClick={(event) => {
        if (isPressedBeside.current && isBeside(event)) leave()
      }}
    >
      <div className={styles.inside}>
        <header className={styles.header}>
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          {onClose && (
            <Button
              kind="quiet"
              size="small"
              icon="close"
              label="Close"
              isDisabled={isBusy}
              onPress={onClose}
            />
          )}
        </header>
        <div className={styles.content}>{children}</div>
        {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
      </div>
    </dialog>
  )
}
