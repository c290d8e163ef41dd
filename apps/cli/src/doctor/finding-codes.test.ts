import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { faultCodes } from './finding-codes.ts'

const guide = join(import.meta.dirname, '../../../../docs/troubleshooting.md')

const read = async (): Promise<[symptoms: string, list: string]> => {
  const [symptoms = '', list = ''] = (await readFile(guide, 'utf8')).split(
    '## What the doctor finds\n',
  )
  return [symptoms, list]
}

it('has every fault that may be found explained in docs/troubleshooting.md', async () => {
  const [, list] = await read()
  const explained = [...list.matchAll(/`([a-z]+_[a-z_]+)`(?=[^|\n]*\|)/g)].map(([, code]) => code)
  expect(faultCodes.filter((code) => !explained.includes(code))).toEqual([])
})

it('is said there to show symptoms by nothing that it does not find', async () => {
  const [symptoms] = await read()
  const shown = [...symptoms.matchAll(/doctor: ((?:`[a-z_]+`(?:, )?)+)/g)].flatMap(
    ([, codes = '']) => [...codes.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code),
  )
  expect(shown.length).toBeGreaterThan(20)
  expect(shown.filter((code) => !(faultCodes as readonly string[]).includes(code))).toEqual([])
})
