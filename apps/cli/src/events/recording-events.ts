import { type LoggedEvent, type Tapedeck, TapedeckApiError } from '@tapedeck/client'

type Page = { items: LoggedEvent[]; nextCursor: string | null }

/**
 * The events of one recording, from the first one.
 * @param follows goes on until the recording has ended
 * @throws TapedeckApiError RECORDING_NOT_FOUND
 */
export async function* recordingEvents(
  client: Tapedeck,
  recordingId: string,
  follows: boolean,
): AsyncGenerator<LoggedEvent, void, void> {
  if (follows) {
    for await (const { event } of client.recordings.events(recordingId)) yield event
    return
  }
  let cursor: string | null = null
  do {
    const page: Page = await pageOf(client, recordingId, cursor)
    yield* page.items
    cursor = page.nextCursor
  } while (cursor !== null)
}

const pageOf = async (
  client: Tapedeck,
  recordingId: string,
  cursor: string | null,
): Promise<Page> => {
  const { data, error, response } = await client.raw.GET('/v1/recordings/{id}/events', {
    params: {
      path: { id: recordingId },
      query: { limit: 100, ...(cursor === null ? {} : { cursor }) },
    },
    headers: { accept: 'application/json' },
  })
  if (error !== undefined || data === undefined || typeof data === 'string')
    throw new TapedeckApiError({
      status: response.status,
      code: error?.code ?? 'UNEXPECTED_ANSWER',
      detail: error?.detail ?? 'The API did not answer with events.',
    })
  return data
}
