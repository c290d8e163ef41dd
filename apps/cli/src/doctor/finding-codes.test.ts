import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { faultCodes } from './finding-codes.ts'

const guide = join(import.meta.dirname, '../../../../docs/troubleshooting.md')

it('has every fault that may be found explained in docs/troubleshooting.md', async () => {
  const text = await readFile(guide, 'utf8')
  const explained = [...text.matchAll(/`([a-z]+_[a-z_]+)`(?=[^|\n]*\|)/g)].map(([, code]) => code)
  expect(faultCodes.filter((code) => !explained.includes(code))).toEqual([])
})
