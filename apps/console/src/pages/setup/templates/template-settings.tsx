import { SelectField, TextField } from '../../../design/field.tsx'
import { dialectChoices } from '../../../forms/dialect-choices.ts'
import { FieldRow, Fields } from '../../../forms/field-layout.tsx'
import type { FormPart } from '../../../forms/form-part.ts'
import { WaitField } from '../../../forms/template-fields.tsx'
import type { Choice } from '../../../forms/use-choices.ts'
import type { SavedTemplateForm } from './saved-template-form.ts'

/** How long is waited for the stream, and pictures of it. */
export const TimeFields = (part: FormPart<SavedTemplateForm>) => {
  const { form, problems, onChange } = part
  return (
    <Fields>
      <FieldRow>
        <WaitField {...part} />
        <TextField
          label="Wait when it is interrupted (minutes)"
          type="number"
          min={0}
          max={360}
          step="any"
          required
          hint="Before the file is closed."
          value={form.mergeMinutes}
          problem={problems.mergeMinutes}
          onChange={(mergeMinutes) => onChange({ mergeMinutes })}
        />
      </FieldRow>
      <TextField
        label="A picture every (seconds)"
        type="number"
        min={1}
        max={3600}
        required={false}
        hint="No pictures when empty."
        value={form.pictureSeconds}
        problem={problems.pictureSeconds}
        onChange={(pictureSeconds) => onChange({ pictureSeconds })}
      />
    </Fields>
  )
}

type StorageProps = FormPart<SavedTemplateForm> & { storages: readonly Choice[] }

/** Where files go, for how long, and who is told. */
export const DestinationFields = ({ form, problems, onChange, storages }: StorageProps) => (
  <Fields>
    <FieldRow>
      <SelectField
        label="Storage"
        options={storages}
        value={form.storage}
        problem={problems.storage}
        onChange={(storage) => onChange({ storage })}
      />
      <TextField
        label="Keep files (days)"
        type="number"
        min={0}
        max={3650}
        step="any"
        required={false}
        hint="For ever when empty."
        value={form.retentionDays}
        problem={problems.retentionDays}
        onChange={(retentionDays) => onChange({ retentionDays })}
      />
    </FieldRow>
    <FieldRow>
      <TextField
        label="Webhook"
        type="url"
        isCode
        required={false}
        placeholder="https://"
        hint="Told of its recordings, besides the endpoints. What is not shown (***) stays."
        value={form.notifyUrl}
        problem={problems.notifyUrl}
        onChange={(notifyUrl) => onChange({ notifyUrl })}
      />
      <SelectField
        label="Dialect of the webhook"
        options={dialectChoices}
        value={form.notifyDialect}
        problem={problems.notifyDialect}
        onChange={(notifyDialect) => onChange({ notifyDialect })}
      />
    </FieldRow>
    <TextField
      label="Tags"
      required={false}
      hint="Words with commas between them; endpoints choose by them."
      value={form.tags}
      problem={problems.tags}
      onChange={(tags) => onChange({ tags })}
    />
  </Fields>
)
