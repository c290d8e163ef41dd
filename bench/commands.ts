import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Stack, startStack } from '@tapedeck/testkit'
import { type Heard, nameOf, startHosts, startStreams } from './command-load.ts'

const commands = ['split', 'pause', 'resume'] as const
type Command = (typeof commands)[number]

/** From the answer of the API, and from the sending of the request, to the recorder's hearing it. */
type Latency = { fromAnswerMs: number; fromRequestMs: number }

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const command = async (
  { api }: Stack,
  heard: Heard,
  one: { index: number; recordingId: string; command: Command },
): Promise<Latency> => {
  const askedAtMs = Date.now()
  await api.mustCommand(nameOf(one.index), one.command)
  const answeredAtMs = Date.now()
  const heardAtMs = await heard.next(one.recordingId, one.command, askedAtMs)
  // heard before the answer is not late
  return {
    fromAnswerMs: Math.max(0, heardAtMs - answeredAtMs),
    fromRequestMs: heardAtMs - askedAtMs,
  }
}

/** Every stream is given the same command in the same moment, round after round. */
const measure = async (streams: number, rounds: number): Promise<Record<Command, Latency[]>> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-bench-'))
  const stack = await startStack()
  const hosts = await startHosts(stack)
  const found: Record<Command, Latency[]> = { split: [], pause: [], resume: [] }
  const load = await startStreams(stack, { streams, directory })
  try {
    for (let round = 0; round < rounds; round++)
      for (const name of commands) {
        const asked = load.ids.map((recordingId, index) =>
          command(stack, hosts.heard, { index, recordingId, command: name }),
        )
        found[name].push(...(await Promise.all(asked)))
      }
    return found
  } finally {
    await load.stop()
    await Promise.all(hosts.apps.map((app) => app.stop()))
    await stack.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const quantile = (values: number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0

const columns = (values: number[]): string =>
  [0.5, 0.99, 1].map((share) => quantile(values, share).toFixed(0).padStart(8)).join('')

/**
 * How long a command to a stream takes to the recorder that holds the lease: from the API's answer, and from the sending of
 * the request, with 1 and with 10 streams over two recorders; all streams are commanded in the same moment.
 */
export const benchCommands = async ({ rounds }: { rounds: number }): Promise<void> => {
  say(
    `\n${cpus().length} cores, two recorders, ${rounds} rounds; milliseconds until the recorder acts\n`,
  )
  const heads = ['p50', 'p99', 'max'].map((head) => head.padStart(8)).join('')
  say(`  ${''.padEnd(24)}${'from the answer'.padStart(24)}${'from the request'.padStart(24)}`)
  say(`  ${''.padEnd(24)}${heads}${heads}`)
  for (const streams of [1, 10]) {
    const found = await measure(streams, rounds)
    for (const name of commands) {
      const title = `${name}, ${streams} ${streams === 1 ? 'stream' : 'streams'}`
      const answer = found[name].map(({ fromAnswerMs }) => fromAnswerMs)
      const request = found[name].map(({ fromRequestMs }) => fromRequestMs)
      say(`  ${title.padEnd(24)}${columns(answer)}${columns(request)}`)
    }
  }
}
