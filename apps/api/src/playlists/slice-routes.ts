import { TapedeckError } from '@tapedeck/contracts'
import type { Recording } from '@tapedeck/domain'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { findRecording } from '../recordings/find-recording.ts'
import { findCycle, storeOfCycle } from './find-cycle.ts'
import { createObjectSender, objectErrors } from './object-sender.ts'
import { initName, sliceName } from './show-playlist.ts'

/** Slices that are sent at the same time. */
const maxSliceStreams = 64

const binary = z.string().meta({ format: 'binary' })

const schema = {
  operationId: 'getSlice',
  summary: 'Get a slice that a playlist with links=api names',
  tags: ['recordings'],
  params: z.strictObject({ id: z.string(), fileId: z.string(), name: z.string() }),
  querystring: z.strictObject({}),
  headers: z.looseObject({ range: z.string().optional() }),
  response: {
    200: {
      description: 'The slice',
      content: { 'video/mp2t': { schema: binary }, 'video/mp4': { schema: binary } },
    },
    206: {
      description: 'The range of it that was asked for',
      content: { 'video/mp2t': { schema: binary }, 'video/mp4': { schema: binary } },
    },
    ...apiProblems('RECORDING_NOT_FOUND', ...objectErrors),
  },
}

/** The object that a name of a playlist stands for. `bytes` null: it must be asked for. */
const findSlice = async (
  context: ApiContext,
  recording: Recording,
  fileId: string,
  name: string,
) => {
  const cycle = await findCycle(context, recording, fileId)
  const slice = cycle.slices.find(({ sequence }) => sliceName(cycle, sequence) === name)
  const isInit = name === initName && cycle.initKey !== null
  const key = isInit ? cycle.initKey : slice?.key
  const store = storeOfCycle(context, recording, cycle)
  if (key == null || store === null)
    throw new TapedeckError('FILE_NOT_FOUND', {
      detail: `The file "${fileId}" has no slice "${name}" that can be read.`,
    })
  const bytes = slice?.bytes ?? (await store.head(key)).bytes
  return { store, key, bytes, contentType: cycle.format === 'cmaf' ? 'video/mp4' : 'video/mp2t' }
}

/** Slices for players that cannot get them from the storage. */
export const sliceRoutes = (api: ApiServer, context: ApiContext): void => {
  const slices = createObjectSender('slices', maxSliceStreams)
  context.metrics.gauge({
    name: 'tapedeck_slice_streams_open',
    help: 'Slices that are being sent to players.',
    collect() {
      this.set(slices.open())
    },
  })
  api.get(
    '/recordings/:id/slices/:fileId/:name',
    {
      // that of Fastify would read all of the slice
      exposeHeadRoute: false,
      schema,
    },
    async ({ params: { id, fileId, name }, headers }, reply) =>
      slices.send(reply as never, headers.range, async () => {
        const recording = await findRecording(context, id)
        return findSlice(context, recording, fileId, name)
      }) as never,
  )
}
