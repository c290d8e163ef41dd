import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exitCodes } from './exit-code.ts'

test('docs/cli.md tells every exit code', () => {
  const path = join(import.meta.dirname, '../../../docs/cli.md')
  const told = [...readFileSync(path, 'utf8').matchAll(/^\| (\d+) +\|/gm)].map(([, code]) =>
    Number(code),
  )
  expect(told).toEqual(Object.values(exitCodes).toSorted((a, b) => a - b))
})
