import { setTimeout as delay } from 'node:timers/promises'
import type { FaultProxy, StackOptions } from '@tapedeck/testkit'
import { expect } from 'vitest'
import { expectNothingLost } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { startProxiedStorage } from './proxied-storage.ts'

const downSeconds = 60

let proxy: FaultProxy

const behindProxy = async (): Promise<StackOptions> => {
  const storage = await startProxiedStorage()
  proxy = storage.proxy
  return { s3: storage.s3 }
}

/** Noise in high quality: some megabytes a second, so that files have several parts. */
const heavy = { size: '1280x720', quality: 18, gopSeconds: 1 }

const isCompletion = ({ method, url }: { method: string; url: string }): boolean =>
  method === 'POST' && url.includes('uploadId=')

describeFaults('storage', [
  {
    name: 's3-down',
    fault: `S3 down for ${downSeconds} s: every connection is cut`,
    seconds: downSeconds + 15,
    stack: behindProxy,
    async strike() {
      proxy.setDown(true)
      // the length of the outage is the fault itself
      await delay(downSeconds * 1000)
      proxy.setDown(false)
    },
    expect: expectNothingLost,
  },
  {
    name: 's3-errors',
    fault: 'S3 answers 10 % of all requests with 500 or 503 SlowDown',
    seconds: 40,
    stack: behindProxy,
    async strike({ streams }) {
      proxy.setErrorShare(0.1)
      await Promise.all(streams.map(({ publisher }) => publisher.done))
      proxy.setErrorShare(0)
    },
    expect: expectNothingLost,
  },
  {
    name: 's3-slow',
    fault: 'S3 takes and gives 1 MB/s a connection',
    seconds: 40,
    cycles: { mp4: 15, flv: 20 },
    source: heavy,
    stack: behindProxy,
    async strike({ until, streams }) {
      proxy.setRate(1_000_000)
      await Promise.all(streams.map(({ publisher }) => publisher.done))
      await until(({ endedAt }) => endedAt !== null, 180_000)
      proxy.setRate(null)
    },
    expect: expectNothingLost,
  },
  {
    name: 's3-completion-cut',
    fault: 'The connection is cut after the last byte of CompleteMultipartUpload, three times',
    seconds: 20,
    cycles: { mp4: 8, flv: 9 },
    source: heavy,
    stack: behindProxy,
    async strike({ streams }) {
      proxy.inject({ kind: 'cut_after' }, 2, isCompletion)
      proxy.inject({ kind: 'cut_at_end' }, 1, isCompletion)
      await Promise.all(streams.map(({ publisher }) => publisher.done))
      expect(proxy.requests().filter(isCompletion).length).toBeGreaterThan(3)
    },
    expect: expectNothingLost,
  },
])
