import { type Stack, startStack } from '@tapedeck/testkit'
import { test } from 'vitest'
import { quickEnv, type World, worldOn } from './support.ts'

/**
 * For tests that leave a stack as they found it: those of one worker share one, because starting it costs more than many of
 * them. `sharing.beforeAll(async ({ stack }) => { world = await shareWorld(stack) })`. Names of streams and domains are their own.
 */
export const sharing = test.extend(
  'stack',
  { scope: 'worker' },
  // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from its parameter
  async ({}, { onCleanup }): Promise<Stack> => {
    const stack = await startStack({ env: quickEnv })
    onCleanup(() => stack.stop())
    return stack
  },
)

const running = 'accepted,waiting,recording,interrupted,paused,finalizing'

/** Ends what the tests left running, so that the next ones find nobody at work. */
const endRecordings = async ({ api }: Stack): Promise<void> => {
  const { body } = await api.call<{ items: { id: string }[] }>('GET', '/v1/sources?limit=200')
  for (const { id } of body.items) await api.call('DELETE', `/v1/sources/${id}`)
  const left = await api.call<{ items: { id: string }[] }>(
    'GET',
    `/v1/recordings?limit=200&state=${running}`,
  )
  for (const { id } of left.body.items) {
    await api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'now' })
    await api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
  }
}

/** A world on a stack that goes on afterwards. */
export const shareWorld = (stack: Stack): Promise<World> =>
  worldOn(stack, () => endRecordings(stack))
