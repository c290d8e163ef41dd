import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './secret-dialog.module.css'

type Props = {
  title: string
  secret: string
  /** Somebody says that it is kept; nothing else closes the dialog. */
  onClose(): void
  /** What it is for; that it is not shown again is said already. */
  children?: ReactNode
}

/** Shows a secret that was made, this once. */
export const SecretDialog = ({ title, secret, onClose, children }: Props) => (
  <Dialog
    title={title}
    actions={
      <Button kind="primary" onPress={onClose}>
        I have kept it
      </Button>
    }
  >
    {children}
    <p>It is not shown again: Tapedeck has no answer in which it could be read.</p>
    <code className={styles.secret}>{secret}</code>
  </Dialog>
)
