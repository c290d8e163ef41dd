import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  makeSource,
  publishStream,
  type SpawnedProcess,
  type Stack,
  spawnProcess,
  startNginxRtmp,
  startStack,
} from '@tapedeck/testkit'
import { childrenOf, type Usage, usageOf } from './process-usage.ts'

const objectPattern = 'bench/{RecordingId}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

/** Starts so many recordings of one stream in MP4; resolves when all are recording. */
const startRecordings = async (stack: Stack, url: string, streams: number): Promise<void> => {
  const ids: string[] = []
  for (let n = 0; n < streams; n++) {
    const { id } = await stack.api.record({
      source: { type: 'rtmp', url },
      template: { name: 'bench', formats: [{ format: 'mp4', cycleSeconds: 30, objectPattern }] },
    })
    ids.push(id)
  }
  for (const id of ids) await stack.api.waitFor(id, ({ state }) => state === 'recording', 60_000)
}

const startBare = (url: string, directory: string, streams: number): SpawnedProcess[] =>
  Array.from({ length: streams }, (_, n) =>
    spawnProcess('ffmpeg', [
      ...['-nostdin', '-loglevel', 'error', '-i', url, '-c', 'copy'],
      ...[
        '-f',
        'mp4',
        '-movflags',
        'frag_keyframe+empty_moov',
        '-y',
        join(directory, `bare-${n}.mp4`),
      ],
    ]),
  )

/** Usage over the measured span, per stream. */
type PerStream = { cpuPercent: number; memoryMiB: number }

const perStream = (before: Usage, after: Usage, seconds: number, streams: number): PerStream => ({
  cpuPercent: ((after.cpuSeconds - before.cpuSeconds) / seconds / streams) * 100,
  memoryMiB: after.memoryBytes / streams / 1024 ** 2,
})

const row = (name: string, figures: PerStream, base: PerStream): string =>
  `  ${name.padEnd(34)}${figures.cpuPercent.toFixed(3).padStart(8)} %${(figures.cpuPercent / base.cpuPercent).toFixed(2).padStart(8)}${figures.memoryMiB.toFixed(1).padStart(11)} MiB${(figures.memoryMiB / base.memoryMiB).toFixed(2).padStart(8)}`

/**
 * So many recordings beside as many bare `ffmpeg -c copy` to disk, of the same stream at the same time: CPU and
 * memory per stream of the recorder's ffmpegs and of its Node, as ratios to the bare ones.
 */
export const benchRecord = async ({ streams, seconds }: { streams: number; seconds: number }) => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-bench-'))
  const stack = await startStack({ env: { TAPEDECK_RECORDER_CAPACITY: String(streams + 1) } })
  const rtmp = await startNginxRtmp()
  const bare: SpawnedProcess[] = []
  const source = await makeSource({ dir: directory, seconds: 30, size: '1280x720', bFrames: 2 })
  const url = rtmp.url('live', 'bench')
  const publisher = publishStream({ url, file: source, loop: true })
  try {
    await startRecordings(stack, url, streams)
    bare.push(...startBare(url, directory, streams))
    const recorder = stack.apps.find((app) => app.name === 'recorder')
    if (recorder === undefined) throw new Error('the stack has no recorder')
    const ffmpegs = await childrenOf(recorder.pid)
    if (ffmpegs.length !== streams) throw new Error(`${ffmpegs.length} pulls run, not ${streams}`)
    const groups = [bare.map(({ pid }) => pid), ffmpegs, [recorder.pid]]
    // both kinds past their start before the clock runs
    await delay(3000)
    const startedMs = performance.now()
    const before = await Promise.all(groups.map(usageOf))
    await delay(seconds * 1000)
    const after = await Promise.all(groups.map(usageOf))
    const measured = (performance.now() - startedMs) / 1000
    const [bareFigures, ffmpegFigures, nodeFigures] = groups.map((_, group) =>
      perStream(
        before[group] ?? { cpuSeconds: 0, memoryBytes: 0 },
        after[group] ?? { cpuSeconds: 0, memoryBytes: 0 },
        measured,
        streams,
      ),
    )
    if (!bareFigures || !ffmpegFigures || !nodeFigures) throw new Error('nothing was measured')
    const total = {
      cpuPercent: ffmpegFigures.cpuPercent + nodeFigures.cpuPercent,
      memoryMiB: ffmpegFigures.memoryMiB + nodeFigures.memoryMiB,
    }
    say(
      `\n${streams} streams, ${measured.toFixed(1)} s, ${cpus().length} cores; per stream, ratios to the bare ffmpeg:\n`,
    )
    say(
      `  ${''.padEnd(34)}${'CPU'.padStart(10)}${'ratio'.padStart(8)}${'memory'.padStart(15)}${'ratio'.padStart(8)}`,
    )
    say(row('bare ffmpeg -c copy to disk', bareFigures, bareFigures))
    say(row('Tapedeck: ffmpeg', ffmpegFigures, bareFigures))
    say(row('Tapedeck: Node, spool and uploads', nodeFigures, bareFigures))
    say(row('Tapedeck: together', total, bareFigures))
  } finally {
    await Promise.all(bare.map((process) => process.kill()))
    await publisher.stop()
    await rtmp.stop()
    await stack.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
