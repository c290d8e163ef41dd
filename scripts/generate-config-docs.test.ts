import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { loadConfig, variableNames } from '@tapedeck/config'
import { expect, test } from 'vitest'
import { configTable, envExample } from './config-docs.ts'
import { errorDocs } from './error-docs.ts'
import { manifestDocs } from './manifest-docs.ts'
import { operationTable } from './operation-docs.ts'
import { markedPart } from './state-diagram.ts'

const read = (path: string): Promise<string> =>
  readFile(join(import.meta.dirname, '..', path), 'utf8')

test('docs/operations.md lists every variable as the code has it', async () => {
  expect(markedPart(await read('docs/operations.md'), 'config')).toBe(configTable())
})

test('.env.example lists every variable as the code has it', async () => {
  expect(await read('.env.example')).toBe(envExample())
})

test('docs/errors.md lists every error as the code has it', async () => {
  expect(await read('docs/errors.md')).toBe(errorDocs())
})

test('docs/api.md lists every operation as the API describes itself', async () => {
  const types = await read('packages/client/src/generated/api.ts')
  const table = operationTable(types)
  expect(table.split('\n').length).toBeGreaterThan(70)
  expect(table).not.toContain('|  |')
  expect(markedPart(await read('docs/api.md'), 'operations')).toBe(table)
})

test('docs/manifest.md describes every field of the manifest, with an example that the code makes', async () => {
  const docs = manifestDocs()
  expect(await read('docs/manifest.md')).toBe(docs)
  expect(docs.split('\n').filter((line) => /^\| .*\| +\|$/.test(line))).toEqual([])
})

test('the samples of .env.example are values that every app takes', () => {
  const env = parseEnv(envExample().replaceAll(/^#(TAPEDECK_)/gm, '$1'))
  expect(Object.keys(env).sort()).toEqual([...variableNames].sort())
  for (const app of ['api', 'recorder', 'notifier', 'reconciler'] as const)
    expect(() => loadConfig(app, env)).not.toThrow()
})
