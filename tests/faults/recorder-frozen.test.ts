import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'vitest'
import { expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'

const frozenSeconds = 60

/** Of a hole, what the manifest may not know of: the rest of a group of pictures where the successor joined. */
const unseenMs = 2000

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
])
