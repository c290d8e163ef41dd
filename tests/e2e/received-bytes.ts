import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { AppProcess } from '@tapedeck/testkit'

const pollMs = 100
const timeoutMs = 60_000

const receivedBytes = async ({ opsUrl }: AppProcess): Promise<number> => {
  const text = await (await fetch(`${opsUrl}/metrics`)).text()
  return Number(
    /^tapedeck_received_bytes_total(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1] ?? Number.NaN,
  )
}

/**
 * Resolves when a recorder has received this much more of a source than when it was called, whatever else is out of
 * order meanwhile. Told by the recorder's metrics, since the API may not be able to say.
 * @param source a file of even bit rate, and how long it is
 */
export const untilReceived = async (
  recorder: AppProcess,
  source: { path: string; seconds: number },
  seconds: number,
): Promise<void> => {
  const { size } = await stat(source.path)
  const wanted = (await receivedBytes(recorder)) + (size / source.seconds) * seconds
  const deadlineMs = Date.now() + timeoutMs
  while ((await receivedBytes(recorder)) < wanted) {
    if (Date.now() > deadlineMs) throw new Error(`nothing is received: ${recorder.output()}`)
    await delay(pollMs)
  }
}
