import { TapedeckError } from '@tapedeck/contracts'
import { isSliced, type RecordingFile } from '@tapedeck/domain'
import { playlistContentType } from '@tapedeck/media'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ApiContext } from '../api-context.ts'
import type { ApiServer } from '../api-server.ts'
import { apiProblems } from '../openapi/answers.ts'
import {
  createObjectSender,
  objectErrors,
  type SentObject,
  sendHead,
} from '../playlists/object-sender.ts'
import { attachmentOf } from './attachment.ts'
import { findRecording } from './find-recording.ts'
import { storeOf } from './recording-files.ts'
import type { LinkedFile, LinkQuery } from './signed-links.ts'

/** Files that are sent at the same time: downloads are long, and players of slices have their own room. */
const maxFileStreams = 32

const binary = z.string().meta({ format: 'binary' })
const content = Object.fromEntries(
  ['video/mp4', 'video/x-flv', 'audio/mp4', playlistContentType].map((type) => [
    type,
    { schema: binary },
  ]),
)

/** What GET and HEAD are asked with. */
const asked = {
  params: z.strictObject({ id: z.string(), fileId: z.string() }),
  querystring: z.strictObject({
    download: z
      .literal('1')
      .optional()
      .describe('Has browsers save it under the last segment of its key'),
    expires: z
      .string()
      .optional()
      .describe('Of a signed link: when its time is over, Unix seconds'),
    signature: z.string().optional().describe('Of a signed link, in place of a key'),
  }),
}

const schema = {
  ...asked,
  operationId: 'getFileContent',
  summary: 'Get the bytes of a stored file, whatever storage it lies in',
  description: [
    'Where the links of files in the filesystem storage lead (`url` of a file): `expires` and `signature` of such a link stand for a key, for this file alone and until then.',
    'With a key it is for readers that do not reach the storage, too.',
    'A download that broke off goes on with a byte range. HEAD tells its size.',
    'Of m3u8 and cmaf it is the playlist as it is stored.',
  ].join(' '),
  tags: ['recordings'],
  headers: z.looseObject({ range: z.string().optional() }),
  response: {
    200: { description: 'The file', content },
    206: { description: 'The range of it that was asked for', content },
    ...apiProblems('LINK_INVALID', 'RECORDING_NOT_FOUND', ...objectErrors),
  },
}

const contentTypeOf = ({ format, width }: RecordingFile): string => {
  if (isSliced(format)) return playlistContentType
  if (format === 'flv') return 'video/x-flv'
  return width === null ? 'audio/mp4' : 'video/mp4'
}

/** What a request asks for. */
type Asked = LinkedFile & { isHead: boolean; isDownload: boolean }
type AskedBy = { params: { id: string; fileId: string }; query: { download?: '1' | undefined } }

const askedBy = ({ params: { id, fileId }, query }: AskedBy, isHead: boolean): Asked => ({
  recordingId: id,
  fileId,
  isHead,
  isDownload: query.download !== undefined,
})

/** The object of a file. */
const findContent = async (
  context: ApiContext,
  { recordingId, fileId, isHead, isDownload }: Asked,
): Promise<SentObject> => {
  const recording = await findRecording(context, recordingId)
  const file = await context.store.recordings.file(recording.id, fileId)
  const store =
    file === null || file.removedAtMs !== undefined ? null : storeOf(context, recording, file)
  if (file === null || store === null)
    throw new TapedeckError('FILE_NOT_FOUND', {
      detail: `The recording has no file "${fileId}" that can be read.`,
    })
  const { key } = file
  // a playlist is not as long as the slices that it names; and nothing else would tell HEAD that the object is gone
  const bytes = isSliced(file.format) || isHead ? (await store.head(key)).bytes : file.bytes
  const content = { store, key, bytes, contentType: contentTypeOf(file) }
  return isDownload ? { ...content, disposition: attachmentOf(key) } : content
}

/** Lets those in who come by a signed link of the file. */
const admitLinks =
  ({ signedLinks }: ApiContext) =>
  ({ params, query }: FastifyRequest): boolean => {
    const { id: recordingId, fileId } = params as { id: string; fileId: string }
    const link = query as LinkQuery
    if (link.expires === undefined && link.signature === undefined) return false
    signedLinks.check({ recordingId, fileId }, link)
    return true
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
  const path = '/recordings/:id/files/:fileId/content'
  const config = { admits: admitLinks(context) }
  api.get(
    path,
    {
      // that of Fastify would read all of the file
      exposeHeadRoute: false,
      config,
      schema,
    },
    async (request, reply) => {
      const find = () => findContent(context, askedBy(request, false))
      return files.send(reply as never, request.headers.range, find) as never
    },
  )
  api.head(path, { config, schema: { ...asked, hide: true } }, async (request, reply) =>
    sendHead(reply as never, await findContent(context, askedBy(request, true))),
  )
}
