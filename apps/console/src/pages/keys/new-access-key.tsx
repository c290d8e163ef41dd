import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { CheckboxField, FieldGroup, SelectField, TextField } from '../../design/field.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { SecretDialog } from '../../design/secret-dialog.tsx'
import { FieldRow, Fields, FormActions, PageForm } from '../../forms/field-layout.tsx'
import { type FormPart, problemsAt } from '../../forms/form-part.ts'
import { useApi } from '../../session/session-context.tsx'
import {
  type AccessKeyForm,
  accessKeyFieldOf,
  apiChoices,
  emptyAccessKey,
  newAccessKeyOf,
} from './access-key-form.ts'

const modes = [
  { value: 'write', label: 'Write: may do everything' },
  { value: 'read', label: 'Read: may look' },
] as const

const AccessKeyFields = ({ form, problems, onChange }: FormPart<AccessKeyForm>) => (
  <Fields>
    <FieldRow>
      <TextField
        label="Name of the access key"
        required={false}
        value={form.name}
        problem={problems.name}
        onChange={(name) => onChange({ name })}
      />
      <SelectField
        label="Mode"
        options={modes}
        value={form.mode}
        problem={problems.mode}
        onChange={(mode) => onChange({ mode })}
      />
    </FieldRow>
    <FieldGroup
      legend="It may call"
      problem={form.apis.length === 0 ? 'Choose at least one.' : problems.apis}
    >
      {apiChoices.map(({ api, label }) => (
        <CheckboxField
          key={api}
          label={label}
          isChecked={form.apis.includes(api)}
          onChange={(isChecked) =>
            onChange({
              apis: isChecked ? [...form.apis, api] : form.apis.filter((one) => one !== api),
            })
          }
        />
      ))}
    </FieldGroup>
    <FieldRow>
      <TextField
        label="Id"
        isCode
        required={false}
        hint="With its secret, when you bring a pair along from the former provider; a pair is made when both are empty."
        value={form.id}
        problem={problems.id}
        onChange={(id) => onChange({ id })}
      />
      <TextField
        label="Secret"
        isCode
        required={false}
        value={form.secret}
        problem={problems.secret}
        onChange={(secret) => onChange({ secret })}
      />
    </FieldRow>
  </Fields>
)

/** Asks for a new pair of id and secret. */
const NewAccessKeyDialog = ({ onClose }: { onClose(): void }) => {
  const api = useApi()
  const queries = useQueryClient()
  const [form, setForm] = useState(emptyAccessKey)
  const making = useMutation({
    mutationFn: () => api.accessKeys.create(newAccessKeyOf(form)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['access-keys'] }),
  })
  if (making.data !== undefined)
    return (
      <SecretDialog
        title={`The access key ${making.data.id}`}
        secret={making.data.secret}
        onClose={onClose}
      />
    )
  return (
    <Dialog title="New access key" onClose={onClose} isBusy={making.isPending}>
      <PageForm onSubmit={making.mutate}>
        <ProblemNotice error={making.error} title="The access key was not made" />
        <AccessKeyFields
          form={form}
          problems={problemsAt<AccessKeyForm>(making.error, accessKeyFieldOf)}
          onChange={(changes) => setForm((before) => ({ ...before, ...changes }))}
        />
        <FormActions>
          <Button isDisabled={making.isPending} onPress={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            kind="primary"
            isBusy={making.isPending}
            isDisabled={form.apis.length === 0}
          >
            Make access key
          </Button>
        </FormActions>
      </PageForm>
    </Dialog>
  )
}

/** Opens the form of a new access key. */
export const NewAccessKey = () => {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button size="small" icon="plus" onPress={() => setIsOpen(true)}>
        New access key
      </Button>
      {isOpen && <NewAccessKeyDialog onClose={() => setIsOpen(false)} />}
    </>
  )
}
