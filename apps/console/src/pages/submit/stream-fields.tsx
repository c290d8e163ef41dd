import { TextField } from '../../design/field.tsx'
import { Fields } from '../../forms/field-layout.tsx'
import type { FormPart } from '../../forms/form-part.ts'
import type { RecordingForm } from './recording-form.ts'

/** Which stream, and what the recording is called. */
export const StreamFields = ({ form, problems, onChange }: FormPart<RecordingForm>) => (
  <Fields>
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
  </Fields>
)
