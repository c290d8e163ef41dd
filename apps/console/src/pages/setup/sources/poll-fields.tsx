import { TextField } from '../../../design/field.tsx'
import { FieldRow, Fields } from '../../../forms/field-layout.tsx'
import type { FormPart } from '../../../forms/form-part.ts'
import type { SourceForm } from './source-form.ts'

type Props = FormPart<SourceForm> & { hasPassword: boolean }

/** Where the server itself is asked, so that a lost notification loses nothing. */
export const PollFields = ({ form, problems, onChange, hasPassword }: Props) => (
  <Fields>
    <FieldRow>
      <TextField
        label="Address of its API"
        isCode
        required={false}
        placeholder="http://media.example.com:1985"
        hint="Asked for what a lost notification would have told; not asked when empty."
        value={form.pollUrl}
        problem={problems.pollUrl}
        onChange={(pollUrl) => onChange({ pollUrl })}
      />
      <TextField
        label="Every (seconds)"
        type="number"
        min={2}
        max={3600}
        required
        value={form.pollSeconds}
        problem={problems.pollSeconds}
        onChange={(pollSeconds) => onChange({ pollSeconds })}
      />
    </FieldRow>
    <FieldRow>
      <TextField
        label="User"
        required={false}
        value={form.user}
        problem={problems.user}
        onChange={(user) => onChange({ user })}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        required={false}
        hint={hasPassword ? 'It is not shown; the one that is there stays when empty.' : undefined}
        value={form.password}
        problem={problems.password}
        onChange={(password) => onChange({ password })}
      />
    </FieldRow>
  </Fields>
)
