import type { Schemas } from '@tapedeck/client'
import { useParams } from 'wouter'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { OnePage } from '../one-page.tsx'
import { SavedTemplateFields } from './saved-template-fields.tsx'
import { formOfTemplate, type SavedTemplateForm, templateChangeOf } from './saved-template-form.ts'
import { keptStorage, shownStorage, storageText } from './template-storage.ts'
import { outputsText } from './template-text.ts'

const EditTemplate = ({ template }: { template: Schemas['Template'] }) => {
  const { templates } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: SavedTemplateForm) =>
      templates.change(template.id, templateChangeOf(form, template)),
    told: `The template ${template.name} is saved`,
    queryKey: ['templates'],
    next: '/setup',
  })
  const hasOwn = shownStorage(template.storage) === keptStorage
  const own = { value: keptStorage, label: `As it is: ${storageText(template.storage)}` }
  return (
    <SavedTemplateFields
      initial={formOfTemplate(template)}
      known={outputsText(template)}
      {...(hasOwn ? { ownStorage: own } : {})}
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Changes a template. */
export const TemplatePage = () => {
  const { id = '' } = useParams()
  const { templates } = useApi()
  return (
    <OnePage
      title="Template"
      toDo="changing templates"
      queryKey="templates"
      id={id}
      read={() => templates.get(id)}
    >
      {(template) => <EditTemplate template={template} />}
    </OnePage>
  )
}
