import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clockFoldMs } from '@tapedeck/domain'
import { makeSource, type NginxRtmp, publishStream, startNginxRtmp } from '@tapedeck/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PullNotice, startPull } from '../src/index.ts'
import { pullDefaults } from './fixtures/pull-to-file.ts'

let dir: string
let nginx: NginxRtmp

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapedeck-header-'))
  nginx = await startNginxRtmp()
})
afterAll(async () => {
  await nginx.stop()
  await rm(dir, { recursive: true, force: true })
})

test('a publisher that comes back with another picture size is noticed within the same pull, one that is unchanged is not', async () => {
  const large = await makeSource({ dir, seconds: 3, name: 'large.flv', size: '640x360' })
  const small = await makeSource({ dir, seconds: 3, name: 'small.flv', size: '320x180' })
  const url = nginx.url('live', 'resized')
  const notices: PullNotice[] = []
  const pull = startPull({
    ...pullDefaults,
    url,
    ioTimeoutMs: 3000,
    onNotice: (notice) => notices.push(notice),
  })
  pull.output.resume()
  await publishStream({ url, file: large }).done
  await publishStream({ url, file: large }).done
  expect(notices).toEqual([])
  await publishStream({ url, file: small }).done
  await expect.poll(() => notices.length, { timeout: 10_000 }).toBe(1)
  expect(notices[0]).toMatchObject({ kind: 'header_changed', track: 'video' })
  // the clock began anew twice, which stands in the pull's time line as two folds
  const atMs = notices[0]?.kind === 'header_changed' ? notices[0].atMs : 0
  expect(Math.abs(atMs - 2 * clockFoldMs)).toBeLessThan(500)
  pull.stop()
  await pull.exited
})
