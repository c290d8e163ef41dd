import { type ApiAnswers, fieldOf, itemsOf } from './api-answers.ts'
import { failureText } from './failure-text.ts'
import { type Finding, ok, problem, skipped, warning } from './finding.ts'

const recorderFindings = (body: unknown): Finding[] => {
  const recorders = itemsOf(body)
  if (recorders.length === 0)
    return [
      warning(
        'recorders_none',
        'no recorder shows signs of life: recordings are accepted and wait',
        'Start one (npm run recorder) with the same TAPEDECK_REDIS_URL; its log says why it does not start.',
      ),
    ]
  const hasRoom = (recorder: unknown): boolean =>
    Number(fieldOf(recorder, 'running')) < Number(fieldOf(recorder, 'capacity')) &&
    (fieldOf(fieldOf(recorder, 'spool'), 'level') ?? 'ok') === 'ok'
  const withRoom = recorders.filter(hasRoom).length
  const what = `${withRoom} of ${recorders.length} recorders have room`
  return [
    withRoom > 0
      ? ok('recorders_full', what)
      : warning(
          'recorders_full',
          what,
          'Start more recorders; GET /v1/recorders shows load and spool of each.',
        ),
  ]
}

const keyFindings = (status: number, body: unknown): Finding[] => {
  if (status === 401 || status === 403)
    return [
      problem(
        'api_key',
        `the API refuses the key (${String(fieldOf(body, 'code'))})`,
        'Set TAPEDECK_API_KEY to that of the API, or take a key that was made by it.',
      ),
    ]
  if (status !== 200)
    return [
      problem(
        'api_fails',
        `the API answers HTTP ${status} (${String(fieldOf(body, 'code'))})`,
        'Look at the log of the API, by the requestId of the answer; docs/errors.md tells of the code.',
      ),
    ]
  return [ok('api_key', 'the API takes the key'), ...recorderFindings(body)]
}

/**
 * Looks at the API as its callers see it. Never throws.
 * @param hasKey false: only what needs no key is asked
 */
export const checkApi = async (
  url: string,
  api: ApiAnswers,
  hasKey: boolean,
): Promise<Finding[]> => {
  const found: Finding[] = []
  try {
    const { status, body } = await api.get('/readyz')
    if (status === 200 && fieldOf(body, 'status') === 'ok')
      found.push(ok('api_reachable', `the API at ${url} answers and is ready`))
    else
      return [
        problem(
          'api_not_ready',
          `the API at ${url} answers HTTP ${status} (${String(fieldOf(body, 'code') ?? fieldOf(body, 'detail'))})`,
          'Look at what is said of Redis; if nothing, something else than the API may listen there.',
        ),
      ]
    if (!hasKey) return [...found, skipped('api_key', 'no key is given: TAPEDECK_API_KEY, --key')]
    const recorders = await api.get('/v1/recorders')
    return [...found, ...keyFindings(recorders.status, recorders.body)]
  } catch (error) {
    return [
      ...found,
      problem(
        'api_unreachable',
        `the API at ${url} gives no answer: ${failureText(error)}`,
        'Start it, or name it by --url or TAPEDECK_URL; from other hosts it is reached only where TAPEDECK_API_HOST lets it listen.',
      ),
    ]
  }
}
