import type { RenderedWebhook } from '@tapedeck/contracts'
import { isReservedHeader } from '@tapedeck/domain'
import { basicAuthorization } from './basic-authorization.ts'
import type { WebhookTarget } from './webhook-message.ts'

/** What is posted in one try. */
export type WebhookRequest = {
  origin: string
  path: string
  method: 'POST'
  headers: Record<string, string>
  body: string
}

/** The request of one try. The endpoint's headers count more than the URL's user name, those of the dialect more than both. */
export const buildWebhookRequest = (
  { url, headers }: WebhookTarget,
  rendered: RenderedWebhook,
): WebhookRequest => {
  const target = new URL(url)
  const own = Object.entries(headers).filter(([name]) => !isReservedHeader(name))
  return {
    origin: target.origin,
    path: `${target.pathname}${target.search}`,
    method: 'POST',
    headers: {
      'user-agent': 'Tapedeck-Webhooks/1',
      ...basicAuthorization(target),
      ...Object.fromEntries(own.map(([name, value]) => [name.toLowerCase(), value])),
      ...rendered.headers,
    },
    body: rendered.body,
  }
}
