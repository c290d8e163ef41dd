import { TapedeckError } from '@tapedeck/contracts'
import { isSliced, type Recording, type RecordingFile } from '@tapedeck/domain'
import { playlistContentType } from '@tapedeck/media'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import { createObjectSender, type SentObject } from '../playlists/object-sender.ts'
import { findRecording } from './find-recording.ts'
import { storeOf } from './recording-files.ts'

/** Files that are sent at the same time: downloads are long, and players of slices have their own room. */
const maxFileStreams = 32

const binary = z.string().meta({ format: 'binary' })
const content = Object.fromEntries(
  ['video/mp4', 'video/x-flv', 'audio/mp4', playlistContentType].map((type) => [
    type,
    { schema: binary },
  ]),
)

const schema = {
  operationId: 'getFileContent',
  summary: 'Get the bytes of a stored file, whatever storage it lies in',
  description:
    'For files without a link (filesystem), and for readers that do not reach the storage. A download that broke off goes on with a byte range. Of m3u8 and cmaf it is the playlist as it is stored.',
  tags: ['recordings'],
  params: z.strictObject({ id: z.string(), fileId: z.string() }),
  querystring: z.strictObject({}),
  headers: z.looseObject({ range: z.string().optional() }),
  response: {
    200: { description: 'The file', content },
    206: { description: 'The range of it that was asked for', content },
    ...apiProblems(
      'RECORDING_NOT_FOUND',
      'FILE_NOT_FOUND',
      'RANGE_NOT_SATISFIABLE',
      'SERVICE_BUSY',
      'OBJECT_NOT_FOUND',
      'STORAGE_UNREACHABLE',
      'STORAGE_DENIED',
      'STORAGE_NOT_FOUND',
      'STORAGE_FAILED',
    ),
  },
}

const contentTypeOf = ({ format, width }: RecordingFile): string => {
  if (isSliced(format)) return playlistContentType
  if (format === 'flv') return 'video/x-flv'
  return width === null ? 'audio/mp4' : 'video/mp4'
}

/** The object of a file. */
const findContent = async (
  context: ApiContext,
  recording: Recording,
  fileId: string,
): Promise<SentObject> => {
  const file = await context.store.recordings.file(recording.id, fileId)
  const store =
    file === null || file.removedAtMs !== undefined ? null : storeOf(context, recording, file)
  if (file === null || store === null)
    throw new TapedeckError('FILE_NOT_FOUND', {
      detail: `The recording has no file "${fileId}" that can be read.`,
    })
  // a playlist is not as long as the slices that it names
  const bytes = isSliced(file.format) ? (await store.head(file.key)).bytes : file.bytes
  return { store, key: file.key, bytes, contentType: contentTypeOf(file) }
}

/** Files for those who cannot get them from the storage. */
export const fileContentRoutes = (api: ApiServer, context: ApiContext): void => {
  const files = createObjectSender('files', maxFileStreams)
  context.metrics.gauge({
    name: 'tapedeck_file_streams_open',
    help: 'Files that are being sent through the API.',
    collect() {
      this.set(files.open())
    },
  })
  api.get(
    '/recordings/:id/files/:fileId/content',
    {
      // that of Fastify would read all of the file
      exposeHeadRoute: false,
      schema,
    },
    async ({ params: { id, fileId }, headers }, reply) =>
      files.send(reply as never, headers.range, async () =>
        findContent(context, await findRecording(context, id), fileId),
      ) as never,
  )
}
