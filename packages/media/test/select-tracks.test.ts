import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCmafComposer } from '../src/cmaf/cmaf-composer.ts'
import type { FileComposer, SliceComposer } from '../src/composer.ts'
import { createFlvComposer } from '../src/flv/flv-composer.ts'
import type { Fragment } from '../src/fragment.ts'
import { FragmentReader } from '../src/mp4/fragment-reader.ts'
import { fragmentStartMs } from '../src/mp4/fragment-time.ts'
import { parseInitSegment } from '../src/mp4/init-segment.ts'
import { createMp4Composer } from '../src/mp4/mp4-composer.ts'
import { selectInit, selectSamples, tracksOfKinds } from '../src/select-tracks.ts'
import type { InitSegment } from '../src/track.ts'
import { createTsComposer } from '../src/ts/ts-composer.ts'
import { type FragmentedStream, fragmentedStream } from './support/fragmented-stream.ts'
import { bareFilters, filteredPackets, type Packets, probePackets } from './support/packets.ts'
import { decodingWords } from './support/run-tool.ts'
import { makeSource, temporaryDirectory } from './support/source.ts'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let stream: FragmentedStream
let whole: Packets

beforeAll(async () => {
  directory = await temporaryDirectory()
  const options = { video: 'h264', audio: 'aac', container: 'flv' } as const
  const source = await makeSource(directory.path, options)
  stream = await fragmentedStream(source, join(directory.path, 'stream.mp4'))
  whole = await probePackets(stream.path)
})
afterAll(() => directory.remove())

type Selected = { init: InitSegment; fragments: Fragment[]; originMs: number }

const selected = (kind: 'video' | 'audio'): Selected => {
  const init = selectInit(stream.init, [kind])
  const fragments = stream.fragments.flatMap((one) => selectSamples(one, init.tracks) ?? [])
  const [first] = fragments
  return { init, fragments, originMs: first ? fragmentStartMs(first, init.tracks) : 0 }
}

const write = async (name: string, pieces: Buffer[]): Promise<string> => {
  const path = join(directory.path, name)
  await writeFile(path, Buffer.concat(pieces))
  return path
}

const composeFile = (composer: FileComposer, { fragments }: Selected): Buffer[] => {
  const body = fragments.flatMap((one) => composer.append(one))
  return [composer.finish().head, ...body]
}

const composeSlice = (composer: SliceComposer, { fragments }: Selected): Buffer[] => [
  composer.initObject ?? Buffer.alloc(0),
  ...composer.startSlice(),
  ...fragments.flatMap((one) => composer.append(one)),
]

const composers = {
  mp4: (media: Selected) => composeFile(createMp4Composer(media.init, media.originMs), media),
  flv: (media: Selected) => composeFile(createFlvComposer(media.init, media.originMs), media),
  ts: (media: Selected) => composeSlice(createTsComposer(media.init, media.originMs), media),
  'cmaf.mp4': (media: Selected) =>
    composeSlice(createCmafComposer(media.init, media.originMs), media),
}
const cases = (['video', 'audio'] as const).flatMap((kind) =>
  (Object.keys(composers) as (keyof typeof composers)[]).map((format) => ({ kind, format })),
)

/** Bare bytes of every packet of one kind, whatever the container adds to them. */
const bareHashes = async (path: string, kind: 'video' | 'audio', isTs: boolean) => {
  const adts = isTs ? bareFilters.adts : bareFilters.none
  const filters = kind === 'video' ? bareFilters.h264 : adts
  const packets = await filteredPackets(path, kind === 'video' ? '0:v' : '0:a', filters)
  return packets.map(({ hash }) => hash)
}

describe.each(cases)('$kind of a stream as $format', ({ kind, format }) => {
  let path: string
  beforeAll(async () => {
    path = await write(`${kind}.${format}`, composers[format](selected(kind)))
  })

  it('holds every packet of it once and in order, and none of the other kind', async () => {
    const other = kind === 'video' ? 'audio' : 'video'
    expect((await probePackets(path))[other]).toEqual([])
    const isTs = format === 'ts'
    const expected = await bareHashes(stream.path, kind, false)
    expect(expected.length).toBeGreaterThan(200)
    expect(await bareHashes(path, kind, isTs)).toEqual(expected)
  })

  it('decodes without a word', async () => {
    expect(await decodingWords(path)).toBe('')
  })

  it('keeps the distance of its packets', async () => {
    const found = (await probePackets(path))[kind]
    const shifts = found.map(({ ptsMs }, index) => (whole[kind][index]?.ptsMs ?? 0) - ptsMs)
    // flv counts in milliseconds, ts in ticks of 90 kHz
    expect(Math.max(...shifts) - Math.min(...shifts)).toBeLessThanOrEqual(
      format === 'flv' ? 1 : 0.1,
    )
  })
})

it('an init segment is read again with the tracks that were kept, as they were', () => {
  for (const kind of ['video', 'audio'] as const) {
    const { bytes, tracks } = selectInit(stream.init, [kind])
    expect(tracks).toEqual(tracksOfKinds(stream.init.tracks, [kind]))
    expect(parseInitSegment(bytes).tracks).toEqual(tracks)
    expect(bytes.length).toBeLessThan(stream.init.bytes.length)
  }
})

it('fragments are read again with the samples that were kept, at their times', () => {
  const { init, fragments } = selected('audio')
  const reader = new FragmentReader()
  const read = reader.push(Buffer.concat([init.bytes, ...fragments.map(({ bytes }) => bytes)]))
  const times = (all: Fragment[]) =>
    all.flatMap(({ samples }) =>
      samples.map(({ dts, duration, isSync }) => [dts, duration, isSync]),
    )
  const again = read.flatMap((item) => (item.kind === 'fragment' ? [item.fragment] : []))
  expect(times(again)).toEqual(times(fragments))
  const [track] = init.tracks
  const kept = stream.fragments.flatMap(({ samples }) =>
    samples.filter(({ trackId }) => trackId === track?.id),
  )
  expect(times(again)).toEqual(times([{ ...(fragments[0] as Fragment), samples: kept }]))
})

it('what holds nothing else is given back as it is, and nothing where nothing is left', () => {
  const [fragment] = stream.fragments
  if (fragment === undefined) throw new Error('no fragment')
  expect(selectInit(stream.init, ['video', 'audio'])).toBe(stream.init)
  expect(selectSamples(fragment, stream.init.tracks)).toBe(fragment)
  expect(selectSamples(fragment, [])).toBeNull()
})
