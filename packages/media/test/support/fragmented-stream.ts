import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { Fragment } from '../../src/fragment.ts'
import { FragmentReader } from '../../src/mp4/fragment-reader.ts'
import { fragmentStartMs, startsWithKeyframe } from '../../src/mp4/fragment-time.ts'
import type { InitSegment } from '../../src/track.ts'

/**
 * What the recorder asks of ffmpeg. Without the last two lines ffmpeg moves the first sample of the track that begins
 * later to zero, because it cannot write an edit list; with them it says in tfdt when each track begins.
 */
export const recorderArguments = [
  ...['-c', 'copy', '-map', '0:v:0?', '-map', '0:a:0?', '-f', 'mp4'],
  ...['-frag_duration', '1000000', '-flush_packets', '1'],
  ...['-movflags', 'frag_keyframe+empty_moov+default_base_moof+frag_discont'],
  ...['-use_editlist', '0', '-avoid_negative_ts', 'make_non_negative'],
]

export type FragmentedStream = {
  init: InitSegment
  fragments: Fragment[]
  /** What ffmpeg wrote, as a file. */
  path: string
}

/** Reads a source as the recorder reads a stream, and keeps what ffmpeg wrote as the file `path`. */
export const fragmentedStream = async (source: string, path: string): Promise<FragmentedStream> => {
  const args = ['-nostdin', '-v', 'error', '-i', source, ...recorderArguments, 'pipe:1']
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const reader = new FragmentReader()
  const chunks: Buffer[] = []
  const fragments: Fragment[] = []
  let init: InitSegment | null = null
  for await (const chunk of child.stdout) {
    chunks.push(chunk as Buffer)
    for (const item of reader.push(chunk as Buffer)) {
      if (item.kind === 'init') init = item.init
      else fragments.push(item.fragment)
    }
  }
  await exited
  if (init === null) throw new Error(`ffmpeg gave no init segment for ${source}`)
  if (reader.pendingBytes > 0) throw new Error('ffmpeg ended in the middle of a box')
  await writeFile(path, Buffer.concat(chunks))
  return { init, fragments, path }
}

export type Cycle = { fragments: Fragment[]; originMs: number }

/** Cuts before the first fragment with a keyframe that comes `cycleMs` or more after the cycle's start. */
export const cyclesOf = ({ init, fragments }: FragmentedStream, cycleMs: number): Cycle[] => {
  const cycles: Cycle[] = []
  for (const fragment of fragments) {
    const startMs = fragmentStartMs(fragment, init.tracks)
    const cycle = cycles.at(-1)
    const isDue = cycle === undefined || startMs - cycle.originMs >= cycleMs
    if (isDue && startsWithKeyframe(fragment, init.tracks))
      cycles.push({ fragments: [fragment], originMs: startMs })
    else cycle?.fragments.push(fragment)
  }
  return cycles
}
