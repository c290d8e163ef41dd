import { Page } from '../../../design/page.tsx'
import { NeedsAdministrator } from '../../../forms/needs-administrator.tsx'
import { useSaving } from '../../../forms/use-saving.ts'
import { useApi } from '../../../session/session-context.tsx'
import { SavedTemplateFields } from './saved-template-fields.tsx'
import { emptySavedTemplate, newTemplateOf, type SavedTemplateForm } from './saved-template-form.ts'

const NewTemplate = () => {
  const { templates } = useApi()
  const { error, isPending, mutate } = useSaving({
    save: (form: SavedTemplateForm) => templates.create(newTemplateOf(form)),
    told: 'The template is made',
    queryKey: ['templates'],
    next: '/setup',
  })
  return (
    <SavedTemplateFields
      initial={emptySavedTemplate}
      error={error}
      isBusy={isPending}
      onSubmit={mutate}
    />
  )
}

/** Makes a template. */
export const NewTemplatePage = () => (
  <Page title="New template">
    <NeedsAdministrator toDo="making templates">
      <NewTemplate />
    </NeedsAdministrator>
  </Page>
)
