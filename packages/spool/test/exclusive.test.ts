import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { openSpool } from '../src/spool.ts'
import { makeSpool, type SpoolDirectory } from './spool-directory.ts'

let own: SpoolDirectory

beforeEach(async () => {
  own = await makeSpool()
})
afterEach(() => own.close())

const open = (directory: string) => openSpool(directory, { isExclusive: true })

test('a second recorder on a spool is refused, whatever path leads to it, until the first has closed it', async () => {
  const first = await open(own.directory)
  const other = join(own.directory, '..', 'other')
  await symlink(own.directory, other)
  for (const path of [own.directory, other])
    await expect(open(path)).rejects.toThrow(/used by another process.*TAPEDECK_SPOOL_DIR/)
  const beside = await open(join(own.directory, '..', 'beside'))
  await beside.close()
  await first.close()
  const second = await open(other)
  await second.close()
})

test('a spool is free at once when its recorder was killed, though a child of it lives on', async () => {
  const holder = spawn(process.execPath, [
    join(import.meta.dirname, 'fixtures/holder.ts'),
    own.directory,
  ])
  onTestFinished(() => {
    holder.kill('SIGKILL')
  })
  const [printed] = (await once(holder.stdout, 'data')) as [Buffer]
  const childPid = Number(printed.toString())
  onTestFinished(() => {
    process.kill(childPid, 'SIGKILL')
  })
  await expect(open(own.directory)).rejects.toThrow(/used by another process/)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const next = await open(own.directory)
  await next.close()
  // that was no proof otherwise
  expect(process.kill(childPid, 0)).toBe(true)
})
