import { redactReceiverUrl } from '@tapedeck/domain'
import { type ApiAnswers, fieldOf, itemsOf } from './api-answers.ts'
import { failureText } from './failure-text.ts'
import { type Finding, ok, problem, skipped, warning } from './finding.ts'
import { type ReceiverProblem, receiverProblem } from './reach-receiver.ts'

/** Receivers that are looked at; more would take long to tell. */
const mostReceivers = 100
const atOnce = 10

const mends: Record<ReceiverProblem['kind'], string> = {
  refused_address:
    'Give the receiver a public address, or set TAPEDECK_WEBHOOK_ALLOW_PRIVATE=true for api, notifier and reconciler.',
  unknown_host: 'Correct the URL of the endpoint, or the DNS of this host.',
  unreachable:
    'Look at the receiver, the firewall on the way and its certificate. Events wait and are tried again for three days; what was given up can be replayed.',
}

const findingOf = async (url: string, allowsPrivate: boolean): Promise<Finding> => {
  const shown = redactReceiverUrl(url)
  const found = await receiverProblem(url, allowsPrivate)
  if (found === null) return ok('receiver_reachable', `${shown} can be reached`)
  const { kind, why } = found
  const what = `webhooks do not get to ${shown}: ${why}`
  // it may only be away for now
  return kind === 'unreachable'
    ? warning(`receiver_${kind}`, what, mends[kind])
    : problem(`receiver_${kind}`, what, mends[kind])
}

const urlsOf = (body: unknown): string[] =>
  itemsOf(body)
    .filter((endpoint) => fieldOf(endpoint, 'isEnabled') !== false)
    .map((endpoint) => fieldOf(endpoint, 'url'))
    .filter((url) => typeof url === 'string')

/** Looks at the addresses of the registered webhook endpoints. Never throws. */
export const checkReceivers = async (
  api: ApiAnswers,
  allowsPrivate: boolean,
): Promise<Finding[]> => {
  let urls: string[]
  try {
    const { status, body } = await api.get(`/v1/webhooks/endpoints?limit=${mostReceivers}`)
    if (status !== 200) return [skipped('receivers_unknown', `the API answers HTTP ${status}`)]
    urls = [...new Set(urlsOf(body))]
  } catch (error) {
    return [skipped('receivers_unknown', `the API gives no answer: ${failureText(error)}`)]
  }
  if (urls.length === 0) return [ok('receivers_none', 'no webhook endpoint is registered')]
  const found: Finding[] = []
  for (let start = 0; start < urls.length; start += atOnce) {
    const some = urls.slice(start, start + atOnce)
    found.push(...(await Promise.all(some.map((url) => findingOf(url, allowsPrivate)))))
  }
  return found
}
