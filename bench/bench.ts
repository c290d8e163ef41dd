/** `npm run bench -- NAME [options]`: measures Tapedeck beside the plain tool, in one run, and prints ratios. */
import { tmpdir } from 'node:os'
import { parseArgs } from 'node:util'
import { benchCommands } from './commands.ts'
import { benchRecord } from './record.ts'
import { benchSpoolSync } from './spool-sync.ts'
import { benchTimeToObject } from './time-to-object.ts'
import { benchWebhooks } from './webhooks.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    streams: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '50' },
    sizes: { type: 'string', default: '50,500,5000' },
    directory: { type: 'string', default: tmpdir() },
  },
})

const benches: Record<string, () => Promise<void>> = {
  record: () => benchRecord({ streams: Number(values.streams), seconds: Number(values.seconds) }),
  commands: () => benchCommands({ rounds: Number(values.rounds) }),
  'spool-sync': () =>
    benchSpoolSync({ seconds: Number(values.seconds), directory: values.directory }),
  webhooks: () => benchWebhooks({ seconds: Number(values.seconds) }),
  'time-to-object': () => benchTimeToObject({ sizes: values.sizes.split(',').map(Number) }),
}

const name = positionals[0] ?? ''
const bench = benches[name]
if (bench === undefined) {
  process.stderr.write(
    'usage: npm run bench -- record [--streams N] [--seconds N]\n       npm run bench -- time-to-object [--sizes MB,MB]\n       npm run bench -- spool-sync [--seconds N] [--directory DIR]\n       npm run bench -- webhooks [--seconds N]\n       npm run bench -- commands [--rounds N]\n',
  )
  process.exitCode = 2
} else await bench()
