import type { Schemas } from '@tapedeck/client'

export type Dialect = Schemas['Endpoint']['dialect']

/** In whose format a receiver is told. */
export const dialectChoices: readonly { value: Dialect; label: string }[] = [
  { value: 'standard', label: 'Standard Webhooks' },
  { value: 'aliyun-live', label: 'ApsaraVideo Live' },
  { value: 'aliyun-ims', label: 'Alibaba Cloud IMS' },
  { value: 'cdnetworks', label: 'CDNetworks' },
]
