import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { codecOfName } from '../codec-name.ts'
import type { PublishedStream, ServerStreams } from '../ingest-event.ts'
import { basicAuthorization } from '../server-client.ts'
import { entriesOf, listField, type ServerQuestion } from '../server-question.ts'
import { idField, nameField } from '../stream-fields.ts'

const lists = new Set([
  'rtmp.server',
  'rtmp.server.application',
  'rtmp.server.application.live.stream',
  'rtmp.server.application.live.stream.client',
])

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  isArray: (_name, path) => lists.has(String(path)),
})

/** An empty element is an empty text. */
const parent = <T extends z.ZodType>(schema: T) => z.union([schema, z.literal('')])

const clientSchema = z.object({ id: idField, publishing: z.literal('').optional() })

const streamSchema = z.object({
  name: nameField,
  publishing: z.literal(''),
  bw_video: z.string().regex(/^\d+$/).optional(),
  client: listField.optional(),
  meta: z.object({ video: parent(z.object({ codec: z.string().optional() })) }).optional(),
})

const applicationSchema = z.object({
  name: nameField,
  live: z.object({ stream: listField.optional() }),
})

const pageSchema = z.object({
  rtmp: z.object({ server: z.array(parent(z.object({ application: listField.optional() }))) }),
})

/** The five that the page escapes; others stay as they are. */
const escapes: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
}
const plainText = (text: string): string =>
  text.replace(/&(?:lt|gt|quot|amp);/g, (found) => escapes[found] ?? found)

const codecOf = ({ meta }: z.infer<typeof streamSchema>): string | null =>
  meta === undefined || meta.video === '' ? null : codecOfName(meta.video.codec)

/** 0 until the module has measured for ten seconds. */
const kbpsOf = (bitsPerSecond: string | undefined): number | null =>
  Math.round(Number(bitsPerSecond ?? 0) / 1000) || null

const toPublished = (app: string, stream: z.infer<typeof streamSchema>): PublishedStream => {
  const clients = entriesOf(clientSchema, stream.client ?? [])
  return {
    domain: null,
    app: plainText(app),
    stream: plainText(stream.name),
    // the page shows a space for every byte that is not printable ASCII
    hasExactName: !stream.name.includes(' '),
    publicationId: clients.find(({ publishing }) => publishing === '')?.id ?? null,
    codec: codecOf(stream),
    videoKbps: kbpsOf(stream.bw_video),
  }
}

/**
 * Published streams of a page of `rtmp_stat`. Its clients' ids are the `clientid` of the notifications; it names no domain.
 * A document type declaration, which could define entities, is refused.
 *
 * Read in arut/nginx-rtmp-module, version 1.2.2: elements as ngx_rtmp_stat_module.c writes them.
 * @throws Error when it is no such page
 */
export const streamsOfStatPage = (xml: string): PublishedStream[] => {
  if (/<!DOCTYPE/i.test(xml)) throw new Error('the page declares a document type')
  if (XMLValidator.validate(xml) !== true) throw new Error('the page is not XML')
  const page = pageSchema.safeParse(parser.parse(xml))
  if (!page.success) throw new Error('the page is not one of rtmp_stat')
  return page.data.rtmp.server.flatMap((server) =>
    entriesOf(applicationSchema, server === '' ? [] : (server.application ?? [])).flatMap(
      ({ name, live }) =>
        entriesOf(streamSchema, live.stream ?? []).map((stream) => toPublished(name, stream)),
    ),
  )
}

/**
 * Asks the page that the settings name; `rtmp_stat all` or `rtmp_stat live` must make it.
 * @throws Error when it cannot be asked
 */
export const askNginxRtmp = async (question: ServerQuestion): Promise<ServerStreams> => {
  const { client, poll, signal } = question
  const answer = await client.ask({
    url: new URL(poll.url),
    headers: basicAuthorization(poll.user, poll.password),
    signal,
  })
  if (answer.status !== 200) throw new Error(`the server answered ${answer.status}`)
  return { streams: streamsOfStatPage(answer.body), isComplete: true }
}
