import { cutAt, type Fragment, FragmentReader, type InitSegment } from '@tapedeck/media'
import type { DamagedItem, Spool, SpooledFragment } from '@tapedeck/spool'
import type { Generation } from '@tapedeck/store'
import type { PlacedFragment } from '../output/placed-fragment.ts'
import { FragmentPlacer } from '../source/fragment-placer.ts'
import { SpoolLeftovers } from '../source/spool-leftovers.ts'
import { type EndCut, EndCutFinder } from './end-cut.ts'

/** Fragments behind the end that are read all the same: tracks do not reach it in the same fragment. */
const readBehindEnd = 16

type RawFragment = {
  fragment: Fragment
  init: InitSegment
  pull: number
  receivedAtMs: number
  spooled: SpooledFragment
}

/** A fragment on the time line of its generation; `isAfterDamage` when something before it could not be read. */
export type SpooledMedia = { placed: PlacedFragment; isAfterDamage: boolean }

const openInit = (bytes: Buffer): { reader: FragmentReader; init: InitSegment } | null => {
  const reader = new FragmentReader()
  const [item] = reader.push(bytes)
  return item?.kind === 'init' ? { reader, init: item.init } : null
}

/**
 * The media of one generation in this host's spool that belongs to it alone: from where it was handed the recording to
 * where the next generation begins. Read twice, so that nothing is held in memory.
 */
export class SpooledGeneration {
  readonly #open: () => Promise<SpoolLeftovers>
  readonly #later: Generation[]
  #damaged: DamagedItem[] = []

  /** @param later the generations behind it */
  constructor(spool: Spool, recordingId: string, generation: number, later: Generation[]) {
    this.#open = () => SpoolLeftovers.find(spool, recordingId, [generation])
    this.#later = later
  }

  /** What could not be read; complete when `media` was read to its end. */
  get damaged(): readonly DamagedItem[] {
    return this.#damaged
  }

  async *media(): AsyncGenerator<SpooledMedia> {
    const end = await this.#findEnd()
    const placer = new FragmentPlacer()
    const leftovers = await this.#open()
    let init: InitSegment | null = null
    let seenDamage = 0
    const marked = function* (all: PlacedFragment[]): Generator<SpooledMedia> {
      for (const placed of all) {
        const isAfterDamage = leftovers.damaged.length > seenDamage
        seenDamage = leftovers.damaged.length
        yield { placed, isAfterDamage }
      }
    }
    for await (const raw of untilEnd(fragmentsOf(leftovers), end)) {
      if (raw.init !== init) {
        yield* marked(placer.endPull())
        init = raw.init
        placer.beginPull(init)
      }
      yield* marked(placer.place(raw))
    }
    yield* marked(placer.endPull())
    this.#damaged = leftovers.damaged
  }

  async #findEnd(): Promise<EndCut | null> {
    const finder = new EndCutFinder(this.#later)
    if (!finder.isLooking()) return null
    for await (const raw of fragmentsOf(await this.#open())) {
      finder.look(raw.fragment, raw.init.tracks, raw.pull, raw.receivedAtMs)
      if (!finder.isLooking()) break
    }
    return finder.end()
  }
}

/** Every fragment from the place on at which the generation was handed the recording. */
const fragmentsOf = async function* (leftovers: SpoolLeftovers): AsyncGenerator<RawFragment> {
  let pull: { reader: FragmentReader; init: InitSegment } | null = null
  for await (const item of leftovers.items()) {
    if (item.kind === 'init') {
      pull = openInit(item.bytes)
      continue
    }
    for (const parsed of pull?.reader.push(item.bytes) ?? []) {
      if (parsed.kind !== 'fragment' || pull === null) continue
      const { receivedAtMs, spooled } = item
      const fragment = item.part(parsed.fragment, pull.init.tracks)
      if (fragment !== null)
        yield { fragment, init: pull.init, pull: item.pull, receivedAtMs, spooled }
    }
  }
}

/** What lies before the end. */
const untilEnd = async function* (
  all: AsyncIterable<RawFragment>,
  end: EndCut | null,
): AsyncGenerator<RawFragment> {
  let behind = 0
  for await (const raw of all) {
    if (end === null || raw.pull < end.pull) {
      yield raw
      continue
    }
    if (raw.pull > end.pull || behind >= readBehindEnd) return
    const { before } = cutAt(raw.fragment, raw.init.tracks, end.point)
    if (before === null) behind += 1
    else yield { ...raw, fragment: before }
  }
}
