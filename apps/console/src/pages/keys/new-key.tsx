import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { SecretDialog } from '../../design/secret-dialog.tsx'
import { useApi } from '../../session/session-context.tsx'
import styles from './keys-page.module.css'

type Scope = 'read' | 'admin'

const scopes: { value: Scope; label: string }[] = [
  { value: 'read', label: 'Read: may look' },
  { value: 'admin', label: 'Administrator: may do everything' },
]

/** Makes a key and shows it this once. */
export const NewKey = () => {
  const api = useApi()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('read')
  const making = useMutation({
    mutationFn: () => api.apiKeys.create({ name: name.trim(), scope }),
    onSuccess: () => {
      setName('')
      return queries.invalidateQueries({ queryKey: ['api-keys'] })
    },
  })
  return (
    <Panel title="New key">
      <ProblemNotice error={making.error} title="The key was not made" />
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          making.mutate()
        }}
      >
        <TextField
          label="Name"
          hint="Whose it is, or what it is for."
          required
          value={name}
          onChange={setName}
        />
        <SelectField
          label="Scope"
          value={scope}
          options={scopes}
          onChange={(value) => setScope(value)}
        />
        <div className={styles.submit}>
          <Button
            type="submit"
            kind="primary"
            icon="plus"
            isBusy={making.isPending}
            isDisabled={name.trim() === ''}
          >
            Make key
          </Button>
        </div>
      </form>
      {making.data !== undefined && (
        <SecretDialog
          title={`The key ${making.data.name}`}
          secret={making.data.key}
          onClose={making.reset}
        />
      )}
    </Panel>
  )
}
