import { useQuery } from '@tanstack/react-query'
import { useApi } from '../session/session-context.tsx'

export type Choice = { value: string; label: string }

/** As many as a list to choose from can hold. */
const limit = 200

/** Stands for settings that are given in the form. */
export const ownTemplate: Choice = { value: '', label: 'Settings of its own' }
/** Saved templates to choose from; none until they are there. */
export const useTemplateChoices = (): Choice[] => {
  const api = useApi()
  const { data } = useQuery({
    queryKey: ['templates'],
    queryFn: () => api.templates.list({ limit }),
  })
  return (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
}

/**
 * Registered storages to choose from.
 * @param unnamed what it means to choose none, which comes first
 */
export const useStorageChoices = (unnamed: string): Choice[] => {
  const api = useApi()
  const { data } = useQuery({ queryKey: ['storages'], queryFn: () => api.storages.list({ limit }) })
  const named = (data?.items ?? []).map(({ name }) => ({ value: name, label: name }))
  return [{ value: '', label: unnamed }, ...named]
}

/** Names of the streaming domains that there are. */
export const useDomainNames = (): string[] => {
  const api = useApi()
  const { data } = useQuery({ queryKey: ['domains'], queryFn: () => api.domains.list({ limit }) })
  return (data?.items ?? []).map(({ name }) => name)
}
