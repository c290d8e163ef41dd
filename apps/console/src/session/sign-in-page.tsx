import { useState } from 'react'
import { Button } from '../design/button.tsx'
import { CheckboxField, TextField } from '../design/field.tsx'
import { Notice } from '../design/notice.tsx'
import { Wordmark } from '../shell/wordmark.tsx'
import styles from './sign-in-page.module.css'

type Props = {
  problem: string | null
  onSignIn(key: string, isRemembered: boolean): Promise<void>
}

/** Asks for an API key. */
export const SignInPage = ({ problem, onSignIn }: Props) => {
  const [key, setKey] = useState('')
  const [isRemembered, setIsRemembered] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const submit = async (): Promise<void> => {
    setIsBusy(true)
    await onSignIn(key.trim(), isRemembered)
    setIsBusy(false)
  }
  return (
    <main className={styles.page}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <h1 className={styles.heading}>
          <Wordmark />
        </h1>
        <p className={styles.lead}>Sign in with an API key.</p>
        {problem !== null && <Notice tone="bad">{problem}</Notice>}
        <TextField
          label="API key"
          type="password"
          autoComplete="current-password"
          hint="An administrator makes keys on the page Keys; the first one is TAPEDECK_API_KEY of the service."
          required
          autoFocus
          value={key}
          onChange={setKey}
        />
        <CheckboxField
          label="Remember it on this device"
          isChecked={isRemembered}
          onChange={setIsRemembered}
        />
        <Button type="submit" kind="primary" isBusy={isBusy} isDisabled={key.trim() === ''}>
          Sign in
        </Button>
      </form>
    </main>
  )
}
