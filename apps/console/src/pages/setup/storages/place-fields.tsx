import { CheckboxField, TextField } from '../../../design/field.tsx'
import { FieldRow, Fields } from '../../../forms/field-layout.tsx'
import type { FormPart } from '../../../forms/form-part.ts'
import type { StorageForm } from './storage-form.ts'

type Props = FormPart<StorageForm> & { isNew: boolean }

/** Where a storage is, and what it is called. */
export const PlaceFields = ({ form, problems, onChange, isNew }: Props) => (
  <Fields>
    {isNew && (
      <TextField
        label="Name"
        isCode
        required
        placeholder="archive"
        hint="By which templates and recordings call it; it stays."
        value={form.name}
        problem={problems.name}
        onChange={(name) => onChange({ name })}
      />
    )}
    <TextField
      label="Endpoint"
      isCode
      required
      placeholder="https://s3.eu-central-1.amazonaws.com"
      value={form.endpoint}
      problem={problems.endpoint}
      onChange={(endpoint) => onChange({ endpoint })}
    />
    <FieldRow>
      <TextField
        label="Bucket"
        isCode
        required={false}
        hint="For those who name none."
        value={form.bucket}
        problem={problems.bucket}
        onChange={(bucket) => onChange({ bucket })}
      />
      <TextField
        label="Region"
        isCode
        required={false}
        value={form.region}
        problem={problems.region}
        onChange={(region) => onChange({ region })}
      />
    </FieldRow>
    <TextField
      label="Aliases"
      isCode
      required={false}
      hint="Hosts by which the compatible APIs call it, with commas between them."
      value={form.aliases}
      problem={problems.aliases}
      onChange={(aliases) => onChange({ aliases })}
    />
    <CheckboxField
      label="Bucket in the path"
      hint="And not in the name of the host."
      isChecked={form.forcePathStyle}
      onChange={(forcePathStyle) => onChange({ forcePathStyle })}
    />
  </Fields>
)
