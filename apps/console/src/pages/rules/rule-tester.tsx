import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { TextField } from '../../design/field.tsx'
import { Notice } from '../../design/notice.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { useApi } from '../../session/session-context.tsx'
import styles from './rules-page.module.css'
import { RulesTable } from './rules-table.tsx'

/** Asks which rule would win for a stream, and why. */
export const RuleTester = () => {
  const api = useApi()
  const [name, setName] = useState({ domain: '', app: '', stream: '' })
  const asking = useMutation({
    mutationFn: () =>
      api.rules.match({
        domain: name.domain.trim(),
        app: name.app.trim(),
        stream: name.stream.trim(),
      }),
  })
  const match = asking.data
  const field = (key: keyof typeof name, label: string, placeholder: string) => (
    <TextField
      label={label}
      isCode
      required
      placeholder={placeholder}
      value={name[key]}
      onChange={(value) => setName({ ...name, [key]: value })}
    />
  )
  return (
    <Panel title="Which rule would win?">
      <form
        className={styles.fields}
        onSubmit={(event) => {
          event.preventDefault()
          asking.mutate()
        }}
      >
        {field('domain', 'Domain', 'live.example.com')}
        {field('app', 'Application', 'live')}
        {field('stream', 'Stream', 'studio-1')}
        <div className={styles.submit}>
          <Button type="submit" icon="rules" isBusy={asking.isPending}>
            Ask
          </Button>
        </div>
      </form>
      <div className={styles.answer} aria-live="polite">
        <ProblemNotice error={asking.error} title="It could not be told" />
        {match !== undefined && (
          <>
            <Notice tone={match.winner === null ? 'warn' : 'good'}>{match.reason}</Notice>
            {match.matches.length > 0 && (
              <RulesTable
                caption="Rules that match, the winner first"
                rules={match.matches.map(({ rule }) => rule)}
              />
            )}
          </>
        )}
      </div>
    </Panel>
  )
}
