/**
 * `npm run test:faults [-- --long | --outages] [-- name …]`: strikes Tapedeck and counts what it costs. The long form runs
 * every case but those of half an hour, which are run by the last one; both write their part of docs/guarantees.md from
 * what was measured.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FaultForm, type FaultResult, resultsDirectory } from './fault-result.ts'
import { faultTable } from './faults-report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    outages: { type: 'boolean', default: false },
  },
})
const form: FaultForm = values.outages ? 'outages' : values.long ? 'long' : 'short'
/** Tests of the outages alone, each in a file of its own, so that they are run side by side. */
const files = form === 'outages' && positionals.length === 0 ? ['outage.test.ts'] : positionals

const root = join(import.meta.dirname, '../..')
const guarantees = join(root, 'docs/guarantees.md')

/** Takes all of a machine for minutes: what others cost beside it would be its cost. */
const runAlone = 'many-streams.test.ts'

const runTests = async (chosen: readonly string[]): Promise<number> => {
  const args = ['run', '--project', 'faults', ...chosen]
  const tests = spawn(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TAPEDECK_TEST_FAULTS: form },
  })
  const [code] = (await once(tests, 'close')) as [number | null]
  return code ?? 1
}

const readResults = async (): Promise<FaultResult[]> => {
  const directory = resultsDirectory(form)
  const names = await readdir(directory).catch(() => [])
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => readFile(join(directory, name), 'utf8')),
  )
  return texts.map((text) => JSON.parse(text) as FaultResult)
}

const begin = `<!-- measured ${form}:begin -->`
const end = `<!-- measured ${form}:end -->`

/** Replaces the part of the page that this form measures; all around it stays. */
const writeGuarantees = async (table: string): Promise<void> => {
  const page = await readFile(guarantees, 'utf8')
  const day = new Date().toISOString().slice(0, 10)
  const where = `on ${day}, ${cpus().length} cores that several cases shared`
  const measured = `Measured ${where}, by \`npm run test:faults -- --${form}\`.\n\n${table}`
  const [before = ''] = page.split(begin)
  const after = page.split(end)[1] ?? ''
  await writeFile(guarantees, `${before}${begin}\n${measured}\n${end}${after}`)
}

await rm(resultsDirectory(form), { recursive: true, force: true })
const isWhole = form === 'long' && positionals.length === 0
const codes = isWhole
  ? [await runTests(['--exclude', `**/${runAlone}`]), await runTests([runAlone])]
  : [await runTests(files)]
const code = Math.max(...codes)
const table = faultTable(await readResults())
process.stdout.write(`\n${table}\n`)
// a page of promises is written only from a run that kept them, and from all of it
if (form !== 'short' && code === 0 && positionals.length === 0) await writeGuarantees(table)
process.exitCode = code
