import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configTable, envExample } from './config-docs.ts'
import { errorDocs } from './error-docs.ts'
import { manifestDocs } from './manifest-docs.ts'
import { metricTable, readMetricCatalogue } from './metric-catalogue.ts'
import { operationTable } from './operation-docs.ts'

/** `npm run docs:config`: writes what is made from the list of variables, the error table and the manifest's schema. */
const at = (path: string): string => join(import.meta.dirname, '..', path)

/** Replaces what stands between the marks of a document. */
const writePart = async (path: string, name: string, text: string): Promise<void> => {
  const [begin, end] = [`<!-- ${name}:begin -->\n`, `<!-- ${name}:end -->`]
  const [before = '', rest] = (await readFile(at(path), 'utf8')).split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`${path} has no ${begin.trim()} … ${end}`)
  await writeFile(at(path), `${before}${begin}${text}\n${end}${after}`)
}

await writePart('docs/operations.md', 'config', configTable())
await writePart('docs/metrics.md', 'metrics', metricTable(await readMetricCatalogue()))
const clientTypes = await readFile(at('packages/client/src/generated/api.ts'), 'utf8')
await writePart('docs/api.md', 'operations', operationTable(clientTypes))
await writeFile(at('.env.example'), envExample())
await writeFile(at('docs/errors.md'), errorDocs())
await writeFile(at('docs/manifest.md'), manifestDocs())
