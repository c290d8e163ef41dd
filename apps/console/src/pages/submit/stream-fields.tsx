import { TextField } from '../../design/field.tsx'
import type { FormPart } from './recording-form.ts'
import styles from './submit-page.module.css'

/** Which stream, and what the recording is called. */
export const StreamFields = ({ form, problems, onChange }: FormPart) => (
  <div className={styles.fields}>
    <TextField
      label="Address"
      isCode
      required
      autoFocus
      placeholder="rtmp://origin.example.com/live/room"
      hint="Where a recorder pulls the stream from: rtmp:// or rtmps://, with its key if it has one."
      value={form.url}
      problem={problems.url}
      onChange={(url) => onChange({ url })}
    />
    <TextField
      label="Name"
      required={false}
      hint="By which you find the recording; the stream's when empty."
      value={form.name}
      problem={problems.name}
      onChange={(name) => onChange({ name })}
    />
  </div>
)
