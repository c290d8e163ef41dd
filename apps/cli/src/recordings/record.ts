import { randomUUID } from 'node:crypto'
import type { Schemas, Tapedeck } from '@tapedeck/client'
import { outputFormats, templateLimits } from '@tapedeck/domain'
import type { CliCommand, CliContext } from '../cli-command.ts'
import { gathered, wholeNumber, wordsOf } from '../input/parse-option.ts'
import { UsageError } from '../input/usage-error.ts'
import { followToEnd } from './follow-to-end.ts'
import { startWish } from './follow-wish.ts'
import { type RecordOptions, recordRequest } from './record-request.ts'
import { recordingFacts } from './recording-facts.ts'

type Options = RecordOptions & { follow?: boolean; detach?: boolean }

const seconds = (limit: 'cycleSeconds' | 'sliceSeconds' | 'waitSeconds' | 'mergeWindowSeconds') =>
  wholeNumber(templateLimits[limit].min, templateLimits[limit].max)

const submit = async (
  context: CliContext,
  client: Tapedeck,
  url: string,
  options: Options,
): Promise<Schemas['Recording']> => {
  const source = url === '-' ? (await context.readInput()).trim() : url
  // so that the request may be sent again when its answer is lost
  return client.recordings.create(recordRequest(source, options), { idempotencyKey: randomUUID() })
}

const detach = async (context: CliContext, url: string, options: Options): Promise<void> => {
  const recording = await submit(context, await context.connect(), url, options)
  const printer = context.printer()
  printer.one(recording, recordingFacts)
  printer.note(`tapedeck show ${recording.id} --follow shows how it goes on.`)
}

const follow = async (context: CliContext, url: string, options: Options): Promise<void> => {
  const client = await context.connect()
  // from before it is submitted: a recording that is being accepted is stopped, too
  const wish = startWish(context, true)
  try {
    const { id } = await submit(context, client, url, options)
    context.printer().note(`Recording ${id}. Ctrl-C stops it.`)
    await followToEnd(context, { client, recordingId: id, isStopping: false, wish })
  } finally {
    wish.release()
  }
}

const record = (context: CliContext, url: string, options: Options): Promise<void> => {
  if (options.follow === true && options.detach === true)
    throw new UsageError('--follow and --detach contradict each other')
  const follows = options.follow ?? (context.terminal.isInteractive && options.detach !== true)
  return follows ? follow(context, url, options) : detach(context, url, options)
}

/** `record URL`: submits, shows how it goes on, and asks the service to stop at Ctrl-C. */
export const recordCommand: CliCommand = (program, context) => {
  program
    .command('record')
    .summary('record a stream')
    .description(
      'Records an RTMP stream. In a terminal it stays and shows how it goes on: Ctrl-C asks the service to stop, a second one leaves.',
    )
    .argument('<url>', 'rtmp:// or rtmps:// address of the stream; - reads it from the input')
    .option('--follow', 'stay until the recording has ended, also without a terminal')
    .option('--detach', 'submit it and leave')
    .option('--id <id>', 'id of the recording; a new one when absent')
    .option('--name <name>', 'name of the recording')
    .option('--template <id>', 'stored template that says how')
    .option('--format <formats>', 'mp4 (default), flv, m3u8, cmaf', wordsOf(outputFormats))
    .option('--cycle <seconds>', 'length of a file', seconds('cycleSeconds'))
    .option('--slice <seconds>', 'length of a slice of m3u8 and cmaf', seconds('sliceSeconds'))
    .option('--pattern <pattern>', 'naming pattern of the files')
    .option('--wait <seconds>', 'how long the stream is waited for', seconds('waitSeconds'))
    .option(
      '--merge-window <seconds>',
      'longest interruption behind which it goes on',
      seconds('mergeWindowSeconds'),
    )
    .option('--storage <name>', 'registered storage; the configured one when absent')
    .option('--notify-url <url>', 'where its events are posted')
    .option('--tag <tag>', 'tag for webhook endpoints; may be given again', gathered)
    .action((url: string, options: Options) => record(context, url, options))
}
