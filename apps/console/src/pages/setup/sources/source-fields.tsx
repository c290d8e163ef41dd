import { SelectField, TextField } from '../../../design/field.tsx'
import { Panel } from '../../../design/page.tsx'
import { Fields } from '../../../forms/field-layout.tsx'
import { useDomainNames } from '../../../forms/use-choices.ts'
import { type Sending, SetupForm } from '../setup-form.tsx'
import { useForm } from '../use-form.ts'
import { PollFields } from './poll-fields.tsx'
import { kindChoices, mayBeAsked, type SourceForm, sourceFieldOf } from './source-form.ts'

type Props = Sending<SourceForm> & {
  initial: SourceForm
  isNew: boolean
  /** Whether one is there that is not shown. */
  hasPassword: boolean
}

/** All settings of a source. */
export const SourceFields = ({ initial, isNew, hasPassword, onSubmit, ...sending }: Props) => {
  const part = useForm(initial, sending.error, sourceFieldOf)
  const { form, problems, onChange } = part
  return (
    <SetupForm
      word="source"
      action={isNew ? 'Make source' : 'Save'}
      isComplete={form.name.trim() !== ''}
      sending={sending}
      onSubmit={() => onSubmit(form)}
    >
      <Panel title="Media server">
        <Fields>
          <TextField
            label="Name"
            required
            value={form.name}
            problem={problems.name}
            onChange={(name) => onChange({ name })}
          />
          <SelectField
            label="Kind"
            options={kindChoices}
            value={form.kind}
            problem={problems.kind}
            onChange={(kind) => onChange({ kind })}
          />
          <TextField
            label="Domain of its streams"
            isCode
            required={false}
            suggestions={useDomainNames()}
            hint="What its notifications say when empty; MediaMTX and Node-Media-Server say none."
            value={form.domain}
            problem={problems.domain}
            onChange={(domain) => onChange({ domain })}
          />
        </Fields>
      </Panel>
      {mayBeAsked(form.kind) && (
        <Panel title="Asking it, too">
          <PollFields {...part} hasPassword={hasPassword} />
        </Panel>
      )}
    </SetupForm>
  )
}
