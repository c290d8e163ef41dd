/**
 * `npm run demo`: a whole Tapedeck on this machine, one live test stream, three short cycles in all four formats.
 * Prints what happens and exits 0 only when every file is stored, plays, and was told of by a signed webhook.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  makeSource,
  publishStream,
  startEmbeddedS3,
  startNodeMediaServer,
  startStack,
  startWebhookReceiver,
} from '@tapedeck/testkit'
import { Cleanup } from '../cleanup.ts'
import { demoTemplate } from './demo-template.ts'
import { checkFiles, type Problem } from './file-report.ts'

const wantedCycles = 3
const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const lastLines = (text: string): string => text.trimEnd().split('\n').slice(-15).join('\n')

const run = async (cleanup: Cleanup): Promise<Problem[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-demo-'))
  cleanup.add(() => rm(directory, { recursive: true, force: true }))
  say('Starting Redis, an S3 server and the four apps (api, recorder, notifier, reconciler) ...')
  const stack = await startStack({ s3: await startEmbeddedS3() })
  cleanup.add(() => stack.stop())
  cleanup.add(async () => {
    if (process.exitCode !== 1) return
    for (const app of stack.apps)
      say(`\n--- the last lines of ${app.name}:\n${lastLines(app.output())}`)
  })
  say('Starting an RTMP server with a live test stream, and a webhook receiver ...')
  const rtmp = await startNodeMediaServer()
  cleanup.add(() => rtmp.stop())
  const receiver = await startWebhookReceiver({
    secret: stack.webhookSecret,
    onReceived: ({ event }) => {
      const file = event.type === 'stream.skipped' ? undefined : event.data.file
      say(
        `  webhook  ${event.type.padEnd(22)}${file === undefined ? '' : ` ${file.key} (${file.bytes} bytes)`}`,
      )
    },
  })
  cleanup.add(() => receiver.stop())
  const source = await makeSource({ dir: directory, seconds: 60, size: '640x360', bFrames: 2 })
  const url = rtmp.url('live', 'demo')
  const publisher = publishStream({ url, file: source, loop: true })
  cleanup.add(() => publisher.stop())

  say(`Recording ${url} in mp4, flv, m3u8 and cmaf, a new file every 5 seconds:`)
  const { id } = await stack.api.record({
    name: 'demo',
    source: { type: 'rtmp', url },
    template: demoTemplate,
    notifyUrl: receiver.url,
  })
  await receiver.waitFor(
    (all) =>
      all.some(({ event }) => event.type === 'recording.failed') ||
      all.filter(({ event }) => event.type === 'file.created').length >= wantedCycles * 4,
    90_000,
  )
  say('Three cycles are stored; asking for the end of the recording ...')
  await stack.api.call('POST', `/v1/recordings/${id}/stop`, { mode: 'graceful' })
  const recording = await stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 30_000)
  await receiver.waitFor(
    (all) => all.some(({ event }) => event.type === 'recording.completed'),
    30_000,
  )

  const files = await stack.api.files(id)
  const problems = await checkFiles(files, wantedCycles, stack.s3, say)
  if (recording.state !== 'completed')
    problems.push(`the recording is ${recording.state}: ${recording.reasonDetail}`)
  const told = new Set(
    receiver.received.flatMap(({ event }) =>
      event.type === 'stream.skipped' ? [] : (event.data.file?.id ?? []),
    ),
  )
  for (const file of files) if (!told.has(file.id)) problems.push(`no webhook told of ${file.key}`)
  for (const reason of receiver.rejected) problems.push(`a webhook was not genuine: ${reason}`)
  say(`\n${files.length} files, ${receiver.received.length} webhooks, every signature verified.`)
  return problems
}

const cleanup = new Cleanup()
process.once('SIGINT', () => {
  void cleanup.run().finally(() => process.exit(130))
})
try {
  const problems = await run(cleanup)
  for (const problem of problems) say(`PROBLEM: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
  else say('The demo is done: everything is there. Next: npm start, then the README.')
} catch (error) {
  process.exitCode = 1
  say(`PROBLEM: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
} finally {
  await cleanup.run()
}
