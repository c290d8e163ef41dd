import { SelectField, TextField } from '../../../design/field.tsx'
import { Panel } from '../../../design/page.tsx'
import { CallbackFields } from '../../../forms/callback-fields.tsx'
import { Fields } from '../../../forms/field-layout.tsx'
import { type Sending, SetupForm } from '../setup-form.tsx'
import { useForm } from '../use-form.ts'
import { type DomainForm, domainFieldOf } from './domain-form.ts'

const renditions: { value: DomainForm['renditions']; label: string }[] = [
  { value: 'make', label: 'Recorders encode them' },
  { value: 'pull', label: 'The origin has them as {stream}_{name}' },
]

type Props = Sending<DomainForm> & { initial: DomainForm; isNew: boolean }

/** All settings of a domain. */
export const DomainFields = ({ initial, isNew, onSubmit, ...sending }: Props) => {
  const part = useForm(initial, sending.error, domainFieldOf)
  const { form, problems, onChange } = part
  return (
    <SetupForm
      word="domain"
      action={isNew ? 'Make domain' : 'Save'}
      isComplete={form.name.trim() !== '' && form.pullUrlPattern.trim() !== ''}
      sending={sending}
      onSubmit={() => onSubmit(form)}
    >
      <Panel title="Streams">
        <Fields>
          {isNew && (
            <TextField
              label="Name"
              isCode
              required
              placeholder="live.example.com"
              hint="As media servers and rules call it; it stays."
              value={form.name}
              problem={problems.name}
              onChange={(name) => onChange({ name })}
            />
          )}
          <TextField
            label="Pulled from"
            isCode
            required
            placeholder="rtmp://origin.example.com/{app}/{stream}"
            hint="With {stream}, and {app} and {domain} where needed. User and query are not shown again (***): leave it as it is, or type all of it."
            value={form.pullUrlPattern}
            problem={problems.pullUrlPattern}
            onChange={(pullUrlPattern) => onChange({ pullUrlPattern })}
          />
          <SelectField
            label="Renditions"
            options={renditions}
            value={form.renditions}
            problem={problems.renditions}
            onChange={(value) => onChange({ renditions: value })}
          />
        </Fields>
      </Panel>
      <Panel title="Whom to ask and tell">
        <Fields>
          <CallbackFields {...part} hint="Asked by rules on demand that name none." />
          <TextField
            label="Webhook"
            type="url"
            isCode
            required={false}
            placeholder="https://"
            hint="Told of streams, and of recordings whose template names no receiver."
            value={form.notifyUrl}
            problem={problems.notifyUrl}
            onChange={(notifyUrl) => onChange({ notifyUrl })}
          />
        </Fields>
      </Panel>
    </SetupForm>
  )
}
