import { SelectField, TextField } from '../../design/field.tsx'
import type { FormPart } from './recording-form.ts'
import styles from './submit-page.module.css'
import type { Choice } from './use-choices.ts'

type Props = FormPart & { storages: readonly Choice[] }

/** Where the files go, and who is told of the recording. */
export const DestinationFields = ({ form, problems, onChange, storages }: Props) => (
  <div className={styles.fields}>
    <SelectField
      label="Storage"
      options={storages}
      value={form.storage}
      problem={problems.storage}
      onChange={(storage) => onChange({ storage })}
    />
    <div className={styles.row}>
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
    </div>
  </div>
)
