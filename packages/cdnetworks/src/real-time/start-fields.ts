import { domainNameSchema, streamNameFields } from '@tapedeck/contracts'
import { type StreamName, sourceUrlProblem, streamOfUrl } from '@tapedeck/domain'
import { z } from 'zod'
import { CdnetworksError } from '../cdnetworks-error.ts'
import { readFields, templateIdField } from '../read-fields.ts'

/** Most streams of one request. */
export const maxStreams = 5

/** Names with commas between them, or a list. */
const names = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((value) =>
    (Array.isArray(value) ? value : (value ?? '').split(','))
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )

const startSchema = z.object({
  templateId: templateIdField,
  pullDomain: z.string().optional(),
  appName: z.string().optional(),
  streamNames: names,
  streamUrls: names,
  urls: names,
  pullUrls: names,
})

/** A stream that is to be recorded now. */
export type WantedStream = {
  /** As the client called it; the answer calls it so as well. */
  calledAs: string
  stream: StreamName
  /** Where the client says that it is; null: where its domain says. May carry a key: never log it. */
  url: string | null
}

const isUrl = (name: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(name)

const nameSchema = z.object({
  pullDomain: domainNameSchema,
  appName: streamNameFields.app,
  streamName: streamNameFields.stream,
})

/** The stream that a delivery URL names. Only RTMP ones are pulled as they are; of others the domain says where it is. */
const ofUrl = (url: string): WantedStream => {
  if (!URL.canParse(url))
    throw new CdnetworksError('PARAMETER_INVALID', 'streamNames: holds what is no URL')
  const isPulled = sourceUrlProblem(url) === null
  const { domain, app, stream } = streamOfUrl(url)
  const { pullDomain, appName, streamName } = readFields(nameSchema, {
    pullDomain: domain,
    appName: decodeURIComponent(app),
    streamName: decodeURIComponent(isPulled ? stream : stream.replace(/\.(flv|m3u8|ts|mp4)$/i, '')),
  })
  return {
    calledAs: streamName,
    stream: { domain: pullDomain, app: appName, stream: streamName },
    url: isPulled ? url : null,
  }
}

const decoded = (url: string): WantedStream => {
  try {
    return ofUrl(url)
  } catch (error) {
    if (error instanceof URIError)
      throw new CdnetworksError('PARAMETER_INVALID', 'streamNames: holds what is no URL')
    throw error
  }
}

const ofName = (
  streamName: string,
  said: { pullDomain?: string | undefined; appName?: string | undefined },
): WantedStream => {
  const { pullDomain, appName } = readFields(nameSchema, { ...said, streamName })
  return {
    calledAs: streamName,
    stream: { domain: pullDomain, app: appName, stream: streamName },
    url: null,
  }
}

const keyOf = ({ stream: { domain, app, stream } }: WantedStream): string =>
  JSON.stringify([domain, app, stream])

/**
 * What StartRealTimeRecord asks for: streams by their names, or by their delivery URLs, each once.
 * @throws CdnetworksError 400
 */
export const readStart = (body: unknown): { templateId: string; streams: WantedStream[] } => {
  const { templateId, streamNames, streamUrls, urls, pullUrls, ...said } = readFields(
    startSchema,
    body,
  )
  const wanted = [...streamNames, ...streamUrls, ...urls, ...pullUrls].map((name) =>
    isUrl(name) ? decoded(name) : ofName(name, said),
  )
  const streams = [...new Map(wanted.map((one) => [keyOf(one), one])).values()]
  if (streams.length === 0)
    throw new CdnetworksError('PARAMETER_INVALID', 'streamNames: must name a stream')
  if (streams.length > maxStreams)
    throw new CdnetworksError(
      'PARAMETER_INVALID',
      `streamNames: must be at most ${maxStreams} streams`,
    )
  return { templateId, streams }
}

/** The result of one stream. The id is '' where nothing is recorded. */
export const startResult = (
  { calledAs }: WantedStream,
  outcome: { persistentId: string } | { code: number; message: string },
) =>
  'persistentId' in outcome
    ? { code: 200, message: 'success', streamName: calledAs, persistentId: outcome.persistentId }
    : { code: outcome.code, message: outcome.message, streamName: calledAs, persistentId: '' }
