import { setTimeout as delay } from 'node:timers/promises'
import type { FaultProxy, SeenRequest, StackOptions } from '@tapedeck/testkit'
import { expect } from 'vitest'
import { expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { startProxiedStorage } from './proxied-storage.ts'

const frozenSeconds = 60

/** Of a hole, what the manifest may not know of: the rest of a group of pictures where the successor joined. */
const unseenMs = 2000

let proxy: FaultProxy

const behindProxy = async (): Promise<StackOptions> => {
  const storage = await startProxiedStorage()
  proxy = storage.proxy
  return { s3: storage.s3 }
}

const isSlice = ({ method, url }: SeenRequest): boolean =>
  method === 'PUT' && url.includes('/slices/') && url.includes('.ts')
const isPart = ({ method, url }: SeenRequest): boolean =>
  method === 'PUT' && url.includes('partNumber=')

describeFaults('a recorder that stands still and comes back as a zombie', [
  {
    name: 'recorder-frozen',
    fault: `SIGSTOP of a recorder for ${frozenSeconds} s and SIGCONT, while another takes over`,
    seconds: frozenSeconds + 25,
    async strike({ recorder, noteSpools, world, until }) {
      await world.stack.addRecorder('recorder-2')
      recorder.signal('SIGSTOP')
      await noteSpools()
      // the length of the standstill is the fault itself
      await delay(frozenSeconds * 1000)
      await until(({ progress }) => progress?.recorderId === 'recorder-2')
      recorder.signal('SIGCONT')
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['recorder_lost'])
      // what is not in any file must not be told as filled
      expect(result.gapsToldMs).toBeGreaterThan(result.longestHoleMs - unseenMs)
      for (const ended of result.ended) expect(ended).toMatch(/^completed/)
    },
  },
  {
    name: 'recorder-frozen-late-puts',
    fault:
      'SIGSTOP of a recorder past its lease, with a slice and a part under way that storage carries out when another has taken over',
    seconds: 60,
    cycles: { mp4: 120, m3u8: 120 },
    // some megabytes a second, so that parts go up while the file records
    source: { size: '1280x720', quality: 18, gopSeconds: 1 },
    stack: behindProxy,
    async strike({ recorder, noteSpools, world, until }) {
      await world.stack.addRecorder('recorder-2')
      const late = [proxy.hold(isSlice), proxy.hold(isPart)]
      await Promise.all(late.map(({ held }) => held))
      recorder.signal('SIGSTOP')
      await noteSpools()
      await until(
        ({ progress, state }) => progress?.recorderId === 'recorder-2' && state === 'recording',
      )
      await Promise.all(late.map(({ letGo }) => letGo()))
      recorder.signal('SIGCONT')
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['recorder_lost'])
      expect(result.gapsToldMs).toBeGreaterThan(result.longestHoleMs - unseenMs)
      for (const ended of result.ended) expect(ended).toMatch(/^completed/)
    },
  },
])
