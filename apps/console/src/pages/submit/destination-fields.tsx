import { SelectField, TextField } from '../../design/field.tsx'
import { FieldRow, Fields } from '../../forms/field-layout.tsx'
import type { FormPart } from '../../forms/form-part.ts'
import type { Choice } from '../../forms/use-choices.ts'
import type { RecordingForm } from './recording-form.ts'

type Props = FormPart<RecordingForm> & { storages: readonly Choice[] }

/** Where the files go, and who is told of the recording. */
export const DestinationFields = ({ form, problems, onChange, storages }: Props) => (
  <Fields>
    <SelectField
      label="Storage"
      options={storages}
      value={form.storage}
      problem={problems.storage}
      onChange={(storage) => onChange({ storage })}
    />
    <FieldRow>
      <TextField
        label="Webhook"
        type="url"
        required={false}
        isCode
        placeholder="https://"
        hint="Told of this recording, besides the endpoints."
        value={form.notifyUrl}
        problem={problems.notifyUrl}
        onChange={(notifyUrl) => onChange({ notifyUrl })}
      />
      <TextField
        label="Tags"
        required={false}
        hint="Words with commas between them; endpoints choose by them."
        value={form.tags}
        problem={problems.tags}
        onChange={(tags) => onChange({ tags })}
      />
    </FieldRow>
  </Fields>
)
