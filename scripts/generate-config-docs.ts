import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { configTable, envExample } from './config-docs.ts'
import { errorDocs } from './error-docs.ts'
import { manifestDocs } from './manifest-docs.ts'

/** `npm run docs:config`: writes what is made from the list of variables, the error table and the manifest's schema. */
const at = (path: string): string => join(import.meta.dirname, '..', path)

const begin = '<!-- config:begin -->\n'
const end = '\n<!-- config:end -->'

const operations = await readFile(at('docs/operations.md'), 'utf8')
const before = operations.split(begin)[0] ?? ''
const after = operations.split(end)[1]
if (after === undefined)
  throw new Error(`docs/operations.md has no ${begin.trim()} … ${end.trim()}`)
await writeFile(at('docs/operations.md'), `${before}${begin}${configTable()}${end}${after}`)
await writeFile(at('.env.example'), envExample())
await writeFile(at('docs/errors.md'), errorDocs())
await writeFile(at('docs/manifest.md'), manifestDocs())
