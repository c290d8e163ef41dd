import { CheckboxField, TextField } from '../../../design/field.tsx'
import { Panel } from '../../../design/page.tsx'
import { FieldRow, Fields } from '../../../forms/field-layout.tsx'
import { type Sending, SetupForm } from '../setup-form.tsx'
import { useForm } from '../use-form.ts'
import { PlaceFields } from './place-fields.tsx'
import { type StorageForm, storageFieldOf } from './storage-form.ts'

type Props = Sending<StorageForm> & { initial: StorageForm; isNew: boolean }

const isComplete = (
  { name, endpoint, accessKeyId, secretAccessKey }: StorageForm,
  isNew: boolean,
) =>
  [name, endpoint, accessKeyId].every((value) => value.trim() !== '') &&
  (!isNew || secretAccessKey !== '')

/** All settings of a registered storage. */
export const StorageFields = ({ initial, isNew, onSubmit, ...sending }: Props) => {
  const part = useForm(initial, sending.error, storageFieldOf)
  const { form, problems, onChange } = part
  return (
    <SetupForm
      word="storage"
      action={isNew ? 'Register' : 'Save'}
      isComplete={isComplete(form, isNew)}
      sending={sending}
      onSubmit={() => onSubmit(form)}
    >
      <Panel title="Storage">
        <PlaceFields {...part} isNew={isNew} />
      </Panel>
      <Panel title="Access">
        <Fields>
          <FieldRow>
            <TextField
              label="Key id"
              isCode
              required
              value={form.accessKeyId}
              problem={problems.accessKeyId}
              onChange={(accessKeyId) => onChange({ accessKeyId })}
            />
            <TextField
              label="Secret key"
              type="password"
              autoComplete="new-password"
              required={isNew}
              hint={isNew ? 'It is not shown again.' : 'That of the same key id stays when empty.'}
              value={form.secretAccessKey}
              problem={problems.secretAccessKey}
              onChange={(secretAccessKey) => onChange({ secretAccessKey })}
            />
          </FieldRow>
          <CheckboxField
            label="Try it first"
            hint="A small object is written into its bucket, and removed."
            isChecked={form.isTried}
            onChange={(isTried) => onChange({ isTried })}
          />
        </Fields>
      </Panel>
    </SetupForm>
  )
}
