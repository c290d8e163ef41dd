import type { StreamStart } from '@tapedeck/domain'
import { keys, runScript } from '@tapedeck/redis'
import type { Generation, GenerationStore } from './store.ts'
import type { StoreContext } from './store-context.ts'

type StartNote = { start: StreamStart; startedAtMs: number }

const generationOf = (field: string): number => Number(field.split('.')[0])

const toGenerations = (fields: Record<string, string>): Generation[] =>
  Object.entries(fields)
    .filter(([field]) => field.endsWith('.owner'))
    .map(([field, ownerId]) => {
      const generation = generationOf(field)
      const note = fields[`${generation}.start`]
      const { start, startedAtMs } =
        note === undefined ? { start: null, startedAtMs: null } : (JSON.parse(note) as StartNote)
      return { generation, ownerId, start, startedAtMs }
    })
    .toSorted((a, b) => a.generation - b.generation)

/** Generations over one hash per recording. The scripts that give leases note the owners. */
export const createGenerations = ({ redis }: StoreContext): GenerationStore => ({
  putStart: async ({ recordingId, ownerId, generation }, start, startedAtMs) => {
    const note: StartNote = { start, startedAtMs }
    const args = [generation, ownerId, JSON.stringify(note)]
    await runScript(redis, 'tapedeckPutStart', [keys.generations(recordingId)], args)
  },
  list: async (recordingId) => toGenerations(await redis.hgetall(keys.generations(recordingId))),
})
