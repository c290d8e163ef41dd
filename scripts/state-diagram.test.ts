import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { markedPart, stateDiagram } from './state-diagram.ts'

test('docs/architecture.md draws the transition table as it is', async () => {
  const document = await readFile(join(import.meta.dirname, '../docs/architecture.md'), 'utf8')
  expect(markedPart(document, 'states')).toBe(stateDiagram())
})
