import { CheckboxField, FieldGroup, TextField } from '../design/field.tsx'
import { FieldRow } from './field-layout.tsx'
import type { FormPart } from './form-part.ts'
import { type Format, formatChoices, type TemplateForm } from './template-form.ts'

const toggled = (chosen: readonly Format[], format: Format): Format[] =>
  formatChoices
    .map((choice) => choice.format)
    .filter((one) => (one === format ? !chosen.includes(one) : chosen.includes(one)))

/** How to record, for those who have no template for it. */
export const TemplateFields = ({ form, problems, onChange }: FormPart<TemplateForm>) => (
  <>
    <FieldGroup
      legend="Files"
      problem={form.formats.length === 0 ? 'Choose at least one.' : problems.formats}
    >
      {formatChoices.map(({ format, label, hint }) => (
        <CheckboxField
          key={format}
          label={label}
          hint={hint}
          isChecked={form.formats.includes(format)}
          onChange={() => onChange({ formats: toggled(form.formats, format) })}
        />
      ))}
    </FieldGroup>
    <FieldRow>
      <TextField
        label="A new file every (minutes)"
        type="number"
        min={1}
        max={1440}
        required
        value={form.cycleMinutes}
        problem={problems.cycleMinutes}
        onChange={(cycleMinutes) => onChange({ cycleMinutes })}
      />
      <TextField
        label="Wait for the stream (minutes)"
        type="number"
        min={1}
        max={360}
        required
        value={form.waitMinutes}
        problem={problems.waitMinutes}
        onChange={(waitMinutes) => onChange({ waitMinutes })}
      />
    </FieldRow>
    <TextField
      label="Names of the files"
      isCode
      required
      hint="With {AppName}, {StreamName}, {EscapedStartTime}, {EscapedEndTime}, {Sequence}, {RecordingId} and {Format}; the extension is added."
      value={form.objectPattern}
      problem={problems.objectPattern}
      onChange={(objectPattern) => onChange({ objectPattern })}
    />
  </>
)
