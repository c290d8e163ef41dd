import { fillPullUrl } from './pull-url.ts'
import type { RecordingRendition, StreamName } from './recording.ts'
import type { StreamDomain } from './stream-domain.ts'
import type { RecordingTemplate } from './template.ts'

/** The name of a stream's rendition, as ApsaraVideo Live builds it: `{stream}_{rendition}`. */
export const renditionStreamOf = (stream: StreamName, rendition: string): StreamName => ({
  ...stream,
  stream: `${stream.stream}_${rendition}`,
})

/**
 * What a template has recorded of a stream: null for the stream as it is, unless it has no formats of its own, and the
 * name of each rendition.
 */
export const renditionsOf = ({
  formats,
  renditions,
}: Pick<RecordingTemplate, 'formats' | 'renditions'>): (string | null)[] => [
  ...(formats.length === 0 ? [] : [null]),
  ...(renditions?.profiles ?? []).map(({ name }) => name),
]

/** What the recording of a stream, or of a rendition of it, is made of. */
export type RenditionSource = {
  stream: StreamName
  url: string
  template: RecordingTemplate
  rendition: RecordingRendition | null
}

/**
 * How a stream, or a rendition of it, is recorded. Pictures are taken of the stream as it is alone.
 * @param rendition null for the stream as it is
 * @throws RangeError when the template has no such rendition
 */
export const renditionSource = (
  domain: Pick<StreamDomain, 'pullUrlPattern' | 'renditions'>,
  stream: StreamName,
  template: RecordingTemplate,
  rendition: string | null,
): RenditionSource => {
  const { pullUrlPattern } = domain
  const plain = { ...template, renditions: null }
  if (rendition === null)
    return { stream, url: fillPullUrl(pullUrlPattern, stream), template: plain, rendition: null }
  const profile = template.renditions?.profiles.find(({ name }) => name === rendition)
  if (profile === undefined) throw new RangeError(`the template has no rendition "${rendition}"`)
  const own = renditionStreamOf(stream, rendition)
  const isMade = domain.renditions === 'make'
  return {
    stream: own,
    url: fillPullUrl(pullUrlPattern, isMade ? stream : own),
    template: { ...plain, formats: template.renditions?.formats ?? [], thumbnails: null },
    rendition: { profile, isMade },
  }
}
