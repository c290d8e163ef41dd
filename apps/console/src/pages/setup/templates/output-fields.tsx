import { SelectField } from '../../../design/field.tsx'
import { FieldRow, Fields } from '../../../forms/field-layout.tsx'
import type { FormPart } from '../../../forms/form-part.ts'
import { CycleField, FormatsGroup, ObjectPatternField } from '../../../forms/template-fields.tsx'
import type { SavedTemplateForm } from './saved-template-form.ts'

type Props = FormPart<SavedTemplateForm> & {
  /** What it records now: "mp4 3600 s"; absent for a new one. */
  known: string | undefined
}

/** Which files a template makes. */
export const OutputFields = ({ known, ...part }: Props) => {
  const { form, onChange } = part
  return (
    <Fields>
      {known !== undefined && (
        <SelectField
          label="Outputs"
          options={[
            { value: 'kept', label: `As they are: ${known}` },
            { value: 'set', label: 'Others' },
          ]}
          hint="Outputs with tracks, storages or cycles of their own are made by the API and the command line."
          value={form.outputs}
          onChange={(outputs) => onChange({ outputs })}
        />
      )}
      {form.outputs === 'set' && (
        <>
          <FormatsGroup {...part} />
          <FieldRow>
            <CycleField {...part} />
          </FieldRow>
          <ObjectPatternField {...part} />
        </>
      )}
    </Fields>
  )
}
