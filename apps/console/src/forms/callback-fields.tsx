import { SelectField, TextField } from '../design/field.tsx'
import type { CallbackForm } from './callback-form.ts'
import { FieldRow } from './field-layout.tsx'
import type { FormPart } from './form-part.ts'

const failures: { value: CallbackForm['onFailure']; label: string }[] = [
  { value: 'skip', label: 'It is not recorded' },
  { value: 'record', label: 'It is recorded' },
]

type Props = FormPart<CallbackForm> & {
  /** When it is asked, and what holds without one. */
  hint: string
}

/** Whom to ask whether a stream is recorded, and for how long. */
export const CallbackFields = ({ form, problems, onChange, hint }: Props) => (
  <>
    <FieldRow>
      <TextField
        label="Callback"
        type="url"
        isCode
        required={false}
        placeholder="https://"
        hint={hint}
        value={form.callbackUrl}
        problem={problems.callbackUrl}
        onChange={(callbackUrl) => onChange({ callbackUrl })}
      />
      <SelectField
        label="When nobody answers"
        options={failures}
        value={form.onFailure}
        problem={problems.onFailure}
        onChange={(onFailure) => onChange({ onFailure })}
      />
    </FieldRow>
    {form.callbackUrl.trim() !== '' && (
      <FieldRow>
        <TextField
          label="Wait for its answer (seconds)"
          type="number"
          min={0.1}
          max={30}
          step="any"
          required
          value={form.callbackSeconds}
          problem={problems.callbackSeconds}
          onChange={(callbackSeconds) => onChange({ callbackSeconds })}
        />
        <TextField
          label="Ask again (times)"
          type="number"
          min={0}
          max={5}
          required
          value={form.callbackRetries}
          problem={problems.callbackRetries}
          onChange={(callbackRetries) => onChange({ callbackRetries })}
        />
      </FieldRow>
    )}
  </>
)
