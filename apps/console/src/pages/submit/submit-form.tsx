import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { Button, ButtonLink } from '../../design/button.tsx'
import { SelectField } from '../../design/field.tsx'
import { useTell } from '../../design/notices.tsx'
import { Panel } from '../../design/page.tsx'
import { ProblemNotice } from '../../design/problem-notice.tsx'
import { Fields, FormActions, PageForm } from '../../forms/field-layout.tsx'
import { problemsAt } from '../../forms/form-part.ts'
import { TemplateFields } from '../../forms/template-fields.tsx'
import { ownTemplate, useStorageChoices, useTemplateChoices } from '../../forms/use-choices.ts'
import { useApi } from '../../session/session-context.tsx'
import { DestinationFields } from './destination-fields.tsx'
import { emptyForm, type RecordingForm, recordingFieldOf, requestOf } from './recording-form.ts'
import { StreamFields } from './stream-fields.tsx'

/** Sends a form, and goes to the page of the recording. */
const useSubmission = (form: RecordingForm) => {
  const api = useApi()
  const [, navigate] = useLocation()
  const tell = useTell()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.recordings.create(requestOf(form)),
    onSuccess: async ({ id }) => {
      tell('Accepted: a recorder takes it at once.')
      navigate(`/recordings/${encodeURIComponent(id)}`)
      await queries.invalidateQueries({ queryKey: ['recordings'] })
    },
  })
}

/** What to record, how, where to, and whom to tell. */
export const SubmitForm = () => {
  const [form, setForm] = useState<RecordingForm>(emptyForm)
  const templates = useTemplateChoices()
  const storages = useStorageChoices('As the template says, or the configured one')
  const { mutate, error, isPending } = useSubmission(form)
  const parts = {
    form,
    problems: problemsAt<RecordingForm>(error, recordingFieldOf),
    onChange: (changes: Partial<RecordingForm>) => setForm((before) => ({ ...before, ...changes })),
  }
  const hasTemplate = form.templateId !== ''
  const isComplete = form.url.trim() !== '' && (hasTemplate || form.formats.length > 0)
  return (
    <PageForm onSubmit={mutate}>
      <ProblemNotice error={error} title="The recording was not accepted" />
      <Panel title="Stream">
        <StreamFields {...parts} />
      </Panel>
      <Panel title="How to record">
        <Fields>
          <SelectField
            label="Template"
            options={[ownTemplate, ...templates]}
            value={form.templateId}
            problem={parts.problems.templateId}
            onChange={(templateId) => parts.onChange({ templateId })}
          />
          {!hasTemplate && <TemplateFields {...parts} />}
        </Fields>
      </Panel>
      <Panel title="Where to, and whom to tell">
        <DestinationFields {...parts} storages={storages} />
      </Panel>
      <FormActions>
        <ButtonLink kind="quiet" href="/recordings">
          Cancel
        </ButtonLink>
        <Button
          type="submit"
          kind="primary"
          icon="record"
          isBusy={isPending}
          isDisabled={!isComplete}
        >
          Record
        </Button>
      </FormActions>
    </PageForm>
  )
}
