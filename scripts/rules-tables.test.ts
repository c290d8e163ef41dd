import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { skipReasons } from '@tapedeck/domain'
import { expect, test } from 'vitest'
import { modeTable, phaseTable } from './rules-tables.ts'
import { markedPart } from './state-diagram.ts'

const read = () => readFile(join(import.meta.dirname, '../docs/rules.md'), 'utf8')

test('docs/rules.md says for each mode and event what the tables say', async () => {
  const document = await read()
  expect(markedPart(document, 'modes')).toBe(modeTable())
  expect(markedPart(document, 'phases')).toBe(phaseTable())
})

test('docs/rules.md names every reason for which a stream is not recorded', async () => {
  const [, reasons = ''] = (await read()).split('## Why a stream is not recorded')
  const named = [...reasons.matchAll(/^\| `([a-z_]+)` \|/gm)].map((match) => match[1])
  expect(named).toEqual([...skipReasons])
})
