import { CheckboxField, LinesField, SelectField, TextField } from '../../design/field.tsx'
import { dialectChoices } from '../../forms/dialect-choices.ts'
import { FieldRow, Fields } from '../../forms/field-layout.tsx'
import type { FormPart } from '../../forms/form-part.ts'
import { type EndpointForm, mayBeUnsigned } from './endpoint-form.ts'

/** Where an endpoint is. */
export const ReceiverFields = ({ form, problems, onChange }: FormPart<EndpointForm>) => (
  <Fields>
    <TextField
      label="Address"
      isCode
      required
      placeholder="https://hooks.example.com/tapedeck"
      hint="User, values of the query and names like keys are not shown again (***): leave them as they are, or type the whole address."
      value={form.url}
      problem={problems.url}
      onChange={(url) => onChange({ url })}
    />
    <TextField
      label="Name"
      required={false}
      value={form.name}
      problem={problems.name}
      onChange={(name) => onChange({ name })}
    />
    <LinesField
      label="Headers"
      required={false}
      placeholder="x-api-key: …"
      hint="Sent with every request: a name, a colon and a value in each line. Values that look like a credential are not shown again (***); a line that stays as it is keeps its value."
      value={form.headers}
      problem={problems.headers}
      onChange={(headers) => onChange({ headers })}
    />
    <CheckboxField
      label="Enabled"
      hint="A disabled endpoint is told nothing."
      isChecked={form.isEnabled}
      onChange={(isEnabled) => onChange({ isEnabled })}
    />
  </Fields>
)

/** In whose format a new endpoint is told, and how that is signed; neither can be changed by the form afterwards. */
export const SigningFields = ({ form, problems, onChange }: FormPart<EndpointForm>) => {
  const isUnsigned = mayBeUnsigned(form.dialect) && form.isUnsigned
  return (
    <Fields>
      <FieldRow>
        <SelectField
          label="Dialect"
          options={dialectChoices}
          hint="It stays as it is registered."
          value={form.dialect}
          problem={problems.dialect}
          onChange={(dialect) => onChange({ dialect })}
        />
        {form.dialect !== 'cdnetworks' && !isUnsigned && (
          <TextField
            label="Secret"
            isCode
            required={false}
            hint="One that you bring along; a new one is made when it is empty."
            value={form.secret}
            problem={problems.secret}
            onChange={(secret) => onChange({ secret })}
          />
        )}
      </FieldRow>
      {mayBeUnsigned(form.dialect) && (
        <CheckboxField
          label="Unsigned"
          hint="For receivers that cannot verify."
          isChecked={form.isUnsigned}
          onChange={(next) => onChange({ isUnsigned: next })}
        />
      )}
    </Fields>
  )
}
