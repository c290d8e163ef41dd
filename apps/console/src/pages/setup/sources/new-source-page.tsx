import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import { useTell } from '../../../design/notices.tsx'
import { Page } from '../../../design/page.tsx'
import { NeedsAdministrator } from '../../../forms/needs-administrator.tsx'
import { useApi } from '../../../session/session-context.tsx'
import { SourceFields } from './source-fields.tsx'
import { emptySource, newSourceOf, type SourceForm } from './source-form.ts'
import { SourceSecret } from './source-secret.tsx'

const NewSource = () => {
  const { sources } = useApi()
  const tell = useTell()
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const { data, error, isPending, isSuccess, mutate } = useMutation({
    mutationFn: (form: SourceForm) => sources.create(newSourceOf(form)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sources'] }),
  })
  return (
    <>
      <SourceFields
        initial={emptySource}
        isNew
        hasPassword={false}
        error={error}
        isBusy={isPending || isSuccess}
        onSubmit={mutate}
      />
      {data && (
        <SourceSecret
          source={data}
          onClose={() => {
            tell('The source can tell of its streams now')
            navigate('/setup')
          }}
        />
      )}
    </>
  )
}

/** Makes a source. */
export const NewSourcePage = () => (
  <Page title="New source">
    <NeedsAdministrator toDo="making sources">
      <NewSource />
    </NeedsAdministrator>
  </Page>
)
