import type { Schemas } from '@tapedeck/client'

type NewAccessKey = Schemas['NewAccessKey']
type AccessKeyApi = NonNullable<NewAccessKey['apis']>[number]

/** The foreign APIs that a key may call. */
export const apiChoices: readonly { api: AccessKeyApi; label: string }[] = [
  { api: 'live', label: 'ApsaraVideo Live' },
  { api: 'ims', label: 'Alibaba Cloud IMS' },
  { api: 'cdnetworks', label: 'CDNetworks' },
]

/** What the form holds, as it was typed. */
export type AccessKeyForm = {
  name: string
  apis: readonly AccessKeyApi[]
  mode: 'read' | 'write'
  /** Both empty for a pair that is made. */
  id: string
  secret: string
}

export const emptyAccessKey: AccessKeyForm = {
  name: '',
  apis: apiChoices.map(({ api }) => api),
  mode: 'write',
  id: '',
  secret: '',
}

/** The access key that a form stands for. */
export const newAccessKeyOf = (form: AccessKeyForm): NewAccessKey => ({
  ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
  apis: [...form.apis],
  mode: form.mode,
  ...(form.id.trim() === '' ? {} : { id: form.id.trim() }),
  ...(form.secret.trim() === '' ? {} : { secret: form.secret.trim() }),
})

/** The field of the form for one of the request; null when none shows it. */
export const accessKeyFieldOf = (path: string): keyof AccessKeyForm | null => {
  const [field = ''] = path.split('.')
  return Object.keys(emptyAccessKey).includes(field) ? (field as keyof AccessKeyForm) : null
}
