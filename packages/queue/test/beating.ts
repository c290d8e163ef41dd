/** A process of its own: takes part in a schedule and says each beat. On `jump <ms>` its wall clock jumps. */
import { startSchedules } from '../src/index.ts'

const [, , redisUrl = '', everyMs = '500'] = process.argv
const clock = Date.now
let jumpedMs = 0
Date.now = () => clock() + jumpedMs
process.stdin.on('data', (line) => {
  jumpedMs += Number(/^jump (-?\d+)/.exec(String(line))?.[1] ?? 0)
})
const beat = () => process.stdout.write(`beat ${performance.timeOrigin + performance.now()}\n`)
startSchedules([{ name: 'test', everyMs: Number(everyMs), beat }], {
  redisUrl,
  onError: (error) => process.stderr.write(`${error}\n`),
  onBeat: (_, source) => process.stdout.write(`${source}\n`),
  onReset: () => process.stdout.write('reset\n'),
})
