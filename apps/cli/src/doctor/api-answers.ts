/** What the doctor asks the API, by its own hand: it has to tell apart all the ways in which that can fail. */
export type ApiAnswers = {
  /** @throws when nobody answers in time, or what answers is no JSON */
  get(path: string): Promise<{ status: number; body: unknown }>
}

const answerMs = 5000
/** Far more than a page of receivers has. */
const maxBytes = 8 * 1024 * 1024

/** Asks the API at an address, with the key where there is one. */
export const apiAnswers = (url: string, key: string | null): ApiAnswers => ({
  get: async (path) => {
    const answer = await fetch(`${url}${path}`, {
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(answerMs),
    })
    if (Number(answer.headers.get('content-length') ?? 0) > maxBytes)
      throw new Error('the answer is too large')
    const text = await answer.text()
    try {
      return { status: answer.status, body: JSON.parse(text) as unknown }
    } catch {
      throw new Error(`HTTP ${answer.status} with something that is not JSON`)
    }
  },
})

/** A field of an answer, whatever the answer is. */
export const fieldOf = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined

/** The entries of an answer that is a list. */
export const itemsOf = (body: unknown): unknown[] => {
  const items = fieldOf(body, 'items')
  return Array.isArray(items) ? items : []
}
