import type { PartFile } from './part-file.ts'

/** A storage that sends nothing for so long is asked again. */
const stalledMs = 30_000

/** What a request for the rest of an object came to. */
export type Fetched =
  | { outcome: 'ended' }
  /** Worth another try: the connection broke, the storage is busy, or the link has expired. */
  | { outcome: 'broken'; why: string }
  | { outcome: 'refused'; why: string }

/** Statuses that may pass; 403 is what a link that has expired gets. */
const passing = new Set([403, 408, 429, 500, 502, 503, 504])

const startOf = (answer: Response): number =>
  Number(/^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? Number.NaN)

/** Whether what comes is to be appended; a storage that cannot resume sends everything again. */
const place = async (answer: Response, part: PartFile): Promise<boolean> => {
  if (answer.status === 206) return startOf(answer) === part.local.bytes
  if (answer.status !== 200) return false
  if (part.local.bytes > 0) await part.restart()
  return true
}

const receive = async (
  answer: Response,
  part: PartFile,
  told: { isAlive: () => void; onBytes: (have: number) => void },
): Promise<void> => {
  for await (const chunk of answer.body ?? []) {
    told.isAlive()
    await part.append(chunk)
    told.onBytes(part.local.bytes)
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}

/** Asks for an object from a byte on. */
export type OpenObject = (headers: Record<string, string>, signal: AbortSignal) => Promise<Response>

/**
 * Appends what is missing of an object.
 * @param onBytes told of how much is here
 */
export const fetchRest = async (
  open: OpenObject,
  part: PartFile,
  onBytes: (have: number) => void,
): Promise<Fetched> => {
  const stalled = new AbortController()
  const timer = setTimeout(() => stalled.abort(new Error('nothing came for 30 s')), stalledMs)
  const from = part.local.bytes
  try {
    const range = from === 0 ? {} : { range: `bytes=${from}-` }
    const answer = await open({ 'accept-encoding': 'identity', ...range }, stalled.signal)
    if (await place(answer, part)) {
      await receive(answer, part, { isAlive: () => timer.refresh(), onBytes })
      return { outcome: 'ended' }
    }
    // of what the API refuses its client has read the reason already
    if (!answer.bodyUsed) await answer.body?.cancel()
    if (answer.status === 206 || answer.status === 416) {
      await part.restart()
      return { outcome: 'broken', why: 'it could not be resumed' }
    }
    const why = `it was answered with ${answer.status}`
    return { outcome: passing.has(answer.status) ? 'broken' : 'refused', why }
  } catch (error) {
    return { outcome: 'broken', why: reasonOf(error) }
  } finally {
    clearTimeout(timer)
  }
}
