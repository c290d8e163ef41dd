import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../session/session-context.tsx'

export type Choice = { value: string; label: string }

/** As many as a list to choose from can hold. */
const limit = 200
const ownSettings: Choice = { value: '', label: 'Settings of its own' }
const configuredStorage: Choice = {
  value: '',
  label: 'As the template says, or the configured one',
}

/** Saved templates and registered storages to choose from; only the first entries until they are there. */
export const useChoices = (): { templates: Choice[]; storages: Choice[] } => {
  const api = useApi()
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: () => api.templates.list({ limit }),
  })
  const storages = useQuery({
    queryKey: ['storages'],
    queryFn: () => api.storages.list({ limit }),
  })
  return {
    templates: [
      ownSettings,
      ...(templates.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    ],
    storages: [
      configuredStorage,
      ...(storages.data?.items ?? []).map(({ name }) => ({ value: name, label: name })),
    ],
  }
}
