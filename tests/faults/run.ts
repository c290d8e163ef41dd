/**
 * `npm run test:faults [-- --long] [-- name …]`: strikes Tapedeck and counts what it costs. The long form runs every
 * case and writes docs/guarantees.md from what was measured.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type FaultResult, resultsDirectory } from './fault-result.ts'
import { faultTable } from './faults-report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
})

const root = join(import.meta.dirname, '../..')
const guarantees = join(root, 'docs/guarantees.md')

const runTests = async (): Promise<number> => {
  const args = ['run', '--project', 'faults', ...positionals]
  const tests = spawn(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TAPEDECK_TEST_FAULTS: values.long ? 'long' : 'short' },
  })
  const [code] = (await once(tests, 'close')) as [number | null]
  return code ?? 1
}

const readResults = async (): Promise<FaultResult[]> => {
  const names = await readdir(resultsDirectory).catch(() => [])
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => readFile(join(resultsDirectory, name), 'utf8')),
  )
  return texts.map((text) => JSON.parse(text) as FaultResult)
}

const begin = '<!-- measured:begin -->'
const end = '<!-- measured:end -->'

/** Replaces the measured part of the page; the words around it stay. */
const writeGuarantees = async (table: string): Promise<void> => {
  const page = await readFile(guarantees, 'utf8')
  const day = new Date().toISOString().slice(0, 10)
  const measured = `Measured on ${day}, ${cpus().length} cores, by \`npm run test:faults -- --long\`.\n\n${table}`
  const [before = ''] = page.split(begin)
  const after = page.split(end)[1] ?? ''
  await writeFile(guarantees, `${before}${begin}\n${measured}\n${end}${after}`)
}

await rm(resultsDirectory, { recursive: true, force: true })
const code = await runTests()
const table = faultTable(await readResults())
process.stdout.write(`\n${table}\n`)
// a page of promises is written only from a run that kept them, and from all of it
if (values.long && code === 0 && positionals.length === 0) await writeGuarantees(table)
process.exitCode = code
