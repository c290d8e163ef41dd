import { crc32 } from 'node:zlib'
import type { FormatPlan, OpenCycle, OpenCyclePiece } from '@tapedeck/domain'
import {
  createCmafComposer,
  createFlvComposer,
  createMp4Composer,
  createTsComposer,
} from '@tapedeck/media'
import type { UploadedPart } from '@tapedeck/object-store'
import type { Lease } from '@tapedeck/store'
import { leadingSpan } from '../../src/output/placed-fragment.ts'
import type { Pulled, Surroundings } from './lost-media-fixture.ts'

/** Smallest part that S3 takes, except for the last. */
const partBytes = 5 * 1024 * 1024

const startedAtMs = 1_800_000_000_000

const crcHex = (bytes: Buffer): string => crc32(bytes).toString(16).padStart(8, '0')

const cycleOf = (lease: Lease, plan: FormatPlan, part: Partial<OpenCycle>): OpenCycle => ({
  output: plan.name,
  format: plan.format,
  sequence: 0,
  generation: lease.generation,
  storage: { type: 's3', bucket: null },
  key: `tapedeck-staging/${lease.recordingId}/${lease.generation}/${plan.format}-0.${plan.format}`,
  contentType: 'video/mp4',
  uploadId: null,
  initKey: null,
  startedAtMs,
  from: { generation: lease.generation, sequence: 0 },
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f', 'mp4a.40.2'],
  ...part,
})

/** Media time at which each fragment ends. */
const endsOf = ({ init, fragments }: Pulled): number[] => {
  let endMs = 0
  return fragments.map((fragment) => {
    endMs = Math.max(endMs, leadingSpan(fragment, init.tracks)?.endMs ?? 0)
    return endMs
  })
}

/** An upload as a recorder leaves it when it dies. */
export type LeftUpload = {
  cycle: OpenCycle
  parts: UploadedPart[]
  /** Fragments that are whole in the first `count` parts. */
  wholeIn(count: number): number
  body: Buffer
  /** With the head of a finished file, and sent as part 1 when asked. */
  sendHead(): Promise<{ part: UploadedPart; bytes: number }>
}

/** Sends the first parts of a file cycle and tells of them, as a recorder does while it records. */
export const leaveUpload = async (
  { store, objects }: Pick<Surroundings, 'store' | 'objects'>,
  lease: Lease,
  plan: FormatPlan,
  media: Pulled,
  options: { parts: number; key?: string; skipped?: number[] },
): Promise<LeftUpload> => {
  const compose = plan.format === 'mp4' ? createMp4Composer : createFlvComposer
  const composer = compose(media.init, 0)
  const head = composer.provisionalHead()
  const pieces = media.fragments.map((fragment) => Buffer.concat(composer.append(fragment)))
  const body = Buffer.concat(pieces)
  const object = Buffer.concat([head, body])
  let end = head.length
  const fragmentEnds = pieces.map(({ length }) => (end += length))
  const mediaEnds = endsOf(media)
  const wholeIn = (count: number): number =>
    fragmentEnds.filter((one) => one <= head.length + count * partBytes).length
  const key = options.key ?? cycleOf(lease, plan, {}).key
  const { uploadId } = await objects.createUpload(key, { contentType: composer.contentType })
  const cycle = cycleOf(lease, plan, { key, uploadId, contentType: composer.contentType })
  await store.openCycles.put(lease, cycle)
  const parts: UploadedPart[] = []
  for (let number = 1; number <= options.parts; number++) {
    if (options.skipped?.includes(number)) continue
    const start = number === 1 ? 0 : head.length + (number - 1) * partBytes
    const bytes = object.subarray(start, head.length + number * partBytes)
    if (bytes.length === 0) break
    const part = await objects.putPart(key, uploadId, number, bytes)
    parts.push(part)
    const whole = wholeIn(number)
    const piece: OpenCyclePiece = {
      number,
      bytes: bytes.length,
      crc32: crcHex(bytes),
      etag: part.etag,
      slice: null,
      wholeBytes: fragmentEnds[whole - 1] ?? head.length,
      mediaMs: mediaEnds[whole - 1] ?? 0,
      through: whole === 0 ? [] : [{ generation: lease.generation, sequence: whole - 1 }],
    }
    await store.openCycles.addPiece(lease, cycle, piece)
  }
  return {
    cycle,
    parts,
    wholeIn,
    body,
    async sendHead() {
      const finalHead = composer.finish().head
      const first = Buffer.concat([finalHead, body.subarray(0, partBytes)])
      const part = await objects.putPart(key, uploadId, 1, first)
      return { part, bytes: finalHead.length + body.length }
    },
  }
}

/** Stores the slices of a cycle, one per fragment, and tells of them, as a recorder does while it records. */
export const leaveSlices = async (
  { store, objects }: Surroundings,
  lease: Lease,
  plan: FormatPlan,
  media: Pulled,
  options: { slices: number; firstSequence: number },
): Promise<OpenCycle> => {
  const compose = plan.format === 'm3u8' ? createTsComposer : createCmafComposer
  const composer = compose(media.init, 0)
  const initKey = composer.initObject === null ? null : `${plan.format}/slices/init.mp4`
  if (initKey !== null && composer.initObject !== null)
    await objects.put(initKey, composer.initObject, { contentType: 'video/mp4' })
  const cycle = cycleOf(lease, plan, { initKey, contentType: 'application/vnd.apple.mpegurl' })
  await objects.put(cycle.key, Buffer.from('#EXTM3U\n'), { contentType: cycle.contentType })
  await store.openCycles.put(lease, cycle)
  const mediaEnds = endsOf(media)
  for (const [index, fragment] of media.fragments.slice(0, options.slices).entries()) {
    const bytes = Buffer.concat([...composer.startSlice(), ...composer.append(fragment)])
    composer.endSlice()
    const number = options.firstSequence + index
    const key = `${plan.format}/slices/${number}.${composer.sliceExtension}`
    await objects.put(key, bytes, { contentType: composer.sliceContentType })
    const endMs = mediaEnds[index] ?? 0
    const startMs = mediaEnds[index - 1] ?? 0
    const slice = {
      key,
      sequence: number,
      bytes: bytes.length,
      durationMs: endMs - startMs,
      startedAtMs: Math.round(startedAtMs + startMs),
      discontinuity: false,
    }
    const piece: OpenCyclePiece = {
      number,
      bytes: bytes.length,
      crc32: crcHex(bytes),
      etag: null,
      slice,
      wholeBytes: null,
      mediaMs: endMs,
      through: [{ generation: lease.generation, sequence: index }],
    }
    await store.openCycles.addPiece(lease, cycle, piece)
  }
  return cycle
}
