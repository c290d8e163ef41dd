import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type FaultProxy, startFaultProxy, startS3Server } from '@tapedeck/testkit'
import { expect } from 'vitest'
import { expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'

const run = promisify(execFile)

let proxy: FaultProxy

describeFaults('disk', [
  {
    name: 'spool-full',
    fault: 'The spool, a file system of 64 MB, fills up while storage is away',
    seconds: 40,
    streams: 2,
    cycles: { mp4: 10, m3u8: 12 },
    // about 1 MB/s each, so that it fills within half a minute
    source: { size: '1280x720', quality: 22 },
    template: { mergeWindowSeconds: 1 },
    warmUpSeconds: 3,
    stack: async () => {
      const spoolDir = await mkdtemp(join(tmpdir(), 'tapedeck-small-'))
      await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tapedeck', spoolDir])
      const s3 = await startS3Server()
      proxy = await startFaultProxy(s3.endpoint)
      const stop = async (): Promise<void> => {
        await proxy.stop()
        await s3.stop()
        await run('umount', [spoolDir])
        await rm(spoolDir, { recursive: true })
      }
      return { spoolDir, s3: { ...s3, endpoint: proxy.endpoint, stop } }
    },
    async strike({ world, streams }) {
      proxy.setDown(true)
      const { api } = world.stack
      // nothing is finished while storage is away, so what is waited for is the word, not the state
      await world.receiver.waitFor(
        (all) =>
          all.some(
            ({ event: { data } }) => 'degraded' in data && data.degraded?.cause === 'spool_low',
          ),
        60_000,
      )
      await Promise.all(streams.map(({ publisher }) => publisher.done))
      proxy.setDown(false)
      await Promise.all(
        streams.map(({ id }) => api.waitFor(id, ({ endedAt }) => endedAt !== null, 120_000)),
      )
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.ended).toContain('failed (spool_full)')
    },
  },
])
