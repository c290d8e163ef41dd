import { CheckboxField, FieldGroup, TextField } from '../design/field.tsx'
import { FieldRow } from './field-layout.tsx'
import type { FormPart } from './form-part.ts'
import { type Format, formatChoices, type TemplateForm } from './template-form.ts'

const toggled = (chosen: readonly Format[], format: Format): Format[] =>
  formatChoices
    .map((choice) => choice.format)
    .filter((one) => (one === format ? !chosen.includes(one) : chosen.includes(one)))

/** Which files are written. */
export const FormatsGroup = ({ form, problems, onChange }: FormPart<TemplateForm>) => (
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
)

/** How long a file is. */
export const CycleField = ({ form, problems, onChange }: FormPart<TemplateForm>) => (
  <TextField
    label="A new file every (minutes)"
    type="number"
    min={0.05}
    max={1440}
    step="any"
    required
    value={form.cycleMinutes}
    problem={problems.cycleMinutes}
    onChange={(cycleMinutes) => onChange({ cycleMinutes })}
  />
)

/** How long a stream may be late. */
export const WaitField = ({ form, problems, onChange }: FormPart<TemplateForm>) => (
  <TextField
    label="Wait for the stream (minutes)"
    type="number"
    min={0}
    max={360}
    step="any"
    required
    value={form.waitMinutes}
    problem={problems.waitMinutes}
    onChange={(waitMinutes) => onChange({ waitMinutes })}
  />
)

/** What files are called. */
export const ObjectPatternField = ({ form, problems, onChange }: FormPart<TemplateForm>) => (
  <TextField
    label="Names of the files"
    isCode
    required
    hint="With {AppName}, {StreamName}, {EscapedStartTime}, {EscapedEndTime}, {Sequence}, {RecordingId} and {Format}; the extension is added."
    value={form.objectPattern}
    problem={problems.objectPattern}
    onChange={(objectPattern) => onChange({ objectPattern })}
  />
)

/** How to record, for those who have no template for it. */
export const TemplateFields = (part: FormPart<TemplateForm>) => (
  <>
    <FormatsGroup {...part} />
    <FieldRow>
      <CycleField {...part} />
      <WaitField {...part} />
    </FieldRow>
    <ObjectPatternField {...part} />
  </>
)
