import { TextField } from '../../../design/field.tsx'
import { Panel } from '../../../design/page.tsx'
import { type Choice, useStorageChoices } from '../../../forms/use-choices.ts'
import { type Sending, SetupForm } from '../setup-form.tsx'
import { useForm } from '../use-form.ts'
import { OutputFields } from './output-fields.tsx'
import { type SavedTemplateForm, savedTemplateFieldOf } from './saved-template-form.ts'
import { DestinationFields, TimeFields } from './template-settings.tsx'

type Props = Sending<SavedTemplateForm> & {
  initial: SavedTemplateForm
  /** What it records now; absent for a new one. */
  known?: string
  /** A storage of it that the form cannot name. */
  ownStorage?: Choice
}

/** All settings of a template that is saved. */
export const SavedTemplateFields = ({
  initial,
  known,
  ownStorage,
  onSubmit,
  ...sending
}: Props) => {
  const part = useForm(initial, sending.error, savedTemplateFieldOf)
  const { form, problems, onChange } = part
  const storages = useStorageChoices('The configured one')
  const isNew = known === undefined
  return (
    <SetupForm
      word="template"
      action={isNew ? 'Make template' : 'Save'}
      isComplete={form.name.trim() !== '' && (form.outputs === 'kept' || form.formats.length > 0)}
      sending={sending}
      onSubmit={() => onSubmit(form)}
    >
      <Panel title="Template">
        <TextField
          label="Name"
          required
          value={form.name}
          problem={problems.name}
          onChange={(name) => onChange({ name })}
        />
      </Panel>
      <Panel title="Files">
        <OutputFields {...part} known={known} />
      </Panel>
      <Panel title="Times and pictures">
        <TimeFields {...part} />
      </Panel>
      <Panel title="Where to, and whom to tell">
        <DestinationFields
          {...part}
          storages={ownStorage === undefined ? storages : [ownStorage, ...storages]}
        />
      </Panel>
    </SetupForm>
  )
}
