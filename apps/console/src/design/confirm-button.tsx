import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import type { IconName } from './icon.tsx'
import { ProblemNotice } from './problem-notice.tsx'

type Props = {
  /** On the button: "Stop". */
  children: string
  /** The question: "Stop this recording?" */
  question: string
  /** What it does, in a sentence or two. */
  explanation: ReactNode
  /** Does it; the dialog closes when it is done and shows what it throws. */
  onConfirm(): Promise<unknown>
  icon?: IconName
  size?: 'normal' | 'small'
  kind?: 'normal' | 'danger' | 'quiet'
  /** For screen readers where the same button stands in each row: "Stop recording lunch-show". */
  label?: string
}

/** A button that asks before it does something that cannot be taken back. */
export const ConfirmButton = (props: Props) => {
  const [isAsking, setIsAsking] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const confirm = async (): Promise<void> => {
    setIsBusy(true)
    try {
      await props.onConfirm()
      setIsAsking(false)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <>
      <Button
        kind={props.kind ?? 'danger'}
        size={props.size ?? 'normal'}
        {...(props.icon === undefined ? {} : { icon: props.icon })}
        {...(props.label === undefined ? {} : { label: props.label })}
        onPress={() => {
          setError(null)
          setIsAsking(true)
        }}
      >
        {props.children}
      </Button>
      {isAsking && (
        <Dialog
          title={props.question}
          onClose={() => setIsAsking(false)}
          isBusy={isBusy}
          actions={
            <>
              <Button isDisabled={isBusy} onPress={() => setIsAsking(false)}>
                Cancel
              </Button>
              <Button kind="danger" isBusy={isBusy} onPress={() => void confirm()}>
                {props.children}
              </Button>
            </>
          }
        >
          <p>{props.explanation}</p>
          <ProblemNotice error={error} title="That did not work" />
        </Dialog>
      )}
    </>
  )
}
