import { CheckboxField, FieldGroup, TextField } from '../../design/field.tsx'
import { FieldRow, Fields } from '../../forms/field-layout.tsx'
import type { FormPart } from '../../forms/form-part.ts'
import { useTemplateChoices } from '../../forms/use-choices.ts'
import { type EndpointForm, eventChoices } from './endpoint-form.ts'

/** With an entry or without it, in the order in which they are offered. */
const toggled = <Entry extends string>(
  offered: readonly Entry[],
  chosen: readonly Entry[],
  entry: Entry,
): Entry[] => offered.filter((one) => (one === entry) !== chosen.includes(one))

/** Which events an endpoint is told. */
export const EventFields = ({ form, problems, onChange }: FormPart<EndpointForm>) => {
  const kinds = eventChoices.map(({ kind }) => kind)
  return (
    <FieldGroup legend="Kinds: all when none is chosen" problem={problems.events}>
      {eventChoices.map(({ kind, hint }) => (
        <CheckboxField
          key={kind}
          label={kind}
          hint={hint}
          isChecked={form.events.includes(kind)}
          onChange={() => onChange({ events: toggled(kinds, form.events, kind) })}
        />
      ))}
    </FieldGroup>
  )
}

/** Of which recordings an endpoint is told. */
export const FilterFields = ({ form, problems, onChange }: FormPart<EndpointForm>) => {
  const templates = useTemplateChoices()
  // one that was deleted meanwhile stays until somebody takes it away
  const known = new Set(templates.map(({ value }) => value))
  const gone = form.templateIds.filter((id) => !known.has(id))
  const offered = [...templates, ...gone.map((id) => ({ value: id, label: id }))]
  const ids = offered.map(({ value }) => value)
  return (
    <Fields>
      {offered.length > 0 && (
        <FieldGroup
          legend="By these templates: any when none is chosen"
          problem={problems.templateIds}
        >
          {offered.map(({ value, label }) => (
            <CheckboxField
              key={value}
              label={label}
              isChecked={form.templateIds.includes(value)}
              onChange={() => onChange({ templateIds: toggled(ids, form.templateIds, value) })}
            />
          ))}
        </FieldGroup>
      )}
      <FieldRow>
        <TextField
          label="Domains"
          isCode
          required={false}
          hint="With commas between them; any when empty."
          value={form.domains}
          problem={problems.domains}
          onChange={(domains) => onChange({ domains })}
        />
        <TextField
          label="Tags"
          required={false}
          hint="One of them has to fit; any when empty."
          value={form.tags}
          problem={problems.tags}
          onChange={(tags) => onChange({ tags })}
        />
      </FieldRow>
    </Fields>
  )
}
