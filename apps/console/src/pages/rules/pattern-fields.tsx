import { SelectField, TextField } from '../../design/field.tsx'
import { CallbackFields } from '../../forms/callback-fields.tsx'
import { FieldRow, Fields } from '../../forms/field-layout.tsx'
import type { FormPart } from '../../forms/form-part.ts'
import { useDomainNames } from '../../forms/use-choices.ts'
import type { RuleForm } from './rule-form.ts'

const modes: { value: RuleForm['mode']; label: string }[] = [
  { value: 'automatic', label: 'Automatic: whenever it is published' },
  { value: 'on-demand', label: 'On demand: a callback is asked' },
  { value: 'manual', label: 'Manual: by command only' },
]
/** Which streams a rule is for. */
export const PatternFields = ({ form, problems, onChange }: FormPart<RuleForm>) => (
  <Fields>
    <TextField
      label="Domain"
      isCode
      required
      placeholder="live.example.com"
      suggestions={useDomainNames()}
      value={form.domain}
      problem={problems.domain}
      onChange={(domain) => onChange({ domain })}
    />
    <FieldRow>
      <TextField
        label="Application"
        isCode
        required={false}
        hint="Of the domain; all when empty."
        value={form.app}
        problem={problems.app}
        onChange={(app) => onChange({ app })}
      />
      <TextField
        label="Stream"
        isCode
        required={false}
        hint="Of the application; all when empty."
        value={form.stream}
        problem={problems.stream}
        onChange={(stream) => onChange({ stream })}
      />
    </FieldRow>
  </Fields>
)

/** When a stream is recorded. */
export const ModeFields = ({ form, problems, onChange }: FormPart<RuleForm>) => (
  <Fields>
    <SelectField
      label="Mode"
      options={modes}
      value={form.mode}
      problem={problems.mode}
      onChange={(mode) => onChange({ mode })}
    />
    {form.mode === 'on-demand' && (
      <CallbackFields
        form={form}
        problems={problems}
        onChange={onChange}
        hint="Asked at each publication; the domain's when empty."
      />
    )}
    <FieldRow>
      <TextField
        label="From"
        type="datetime-local"
        required={false}
        hint="In your time zone; only for a rule that names a stream."
        value={form.start}
        problem={problems.start}
        onChange={(start) => onChange({ start })}
      />
      <TextField
        label="Until"
        type="datetime-local"
        required={false}
        hint="Seven days after the start at most."
        value={form.end}
        problem={problems.end}
        onChange={(end) => onChange({ end })}
      />
    </FieldRow>
    <TextField
      label="Delay (seconds)"
      type="number"
      min={15}
      max={21_600}
      required={false}
      hint="How long an interruption is waited for, and the command stop; as the template says when empty."
      value={form.delaySeconds}
      problem={problems.delaySeconds}
      onChange={(delaySeconds) => onChange({ delaySeconds })}
    />
  </Fields>
)
