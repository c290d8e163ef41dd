import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { AppProcess } from '@tapedeck/testkit'
import { expect } from 'vitest'
import { expectNothingLost, expectPromisesKept } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import type { FaultRun } from './fault-run.ts'

const run = promisify(execFile)

/** What ffmpeg holds of a fragment when its recorder dies, and the fragment that is on its way to the disk. */
const inFlightMs = 2000

/** Pids of the ffmpeg processes that pull from a source. */
const pullers = async (url: string): Promise<number[]> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,args='])
  const lines = stdout.split('\n').filter((line) => line.includes(`-i ${url}`))
  return lines.map((line) => Number(line.trim().split(' ')[0]))
}

const appOf = ({ world }: FaultRun, name: string): AppProcess =>
  world.stack.apps.findLast((app) => app.name === name) as AppProcess

const killAndRestart =
  (...apps: ('api' | 'notifier' | 'reconciler')[]) =>
  async (fault: FaultRun): Promise<void> => {
    for (const app of apps) {
      await appOf(fault, app).kill()
      await fault.world.stack.addApp(app)
    }
  }

describeFaults('processes that are killed with -9', [
  {
    name: 'recorder-killed-same-host',
    fault: 'kill -9 of a recorder, which is started again on the same host',
    seconds: 30,
    async strike({ recorder, noteSpools, untilRecordedAgain, world }) {
      await recorder.kill()
      await noteSpools()
      const startedMs = performance.now()
      await Promise.all([world.stack.addRecorder('recorder-1'), untilRecordedAgain(startedMs)])
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['recorder_lost'])
      // the hole is as long as the gap that is told, and what was in flight
      expect(result.longestHoleMs).toBeLessThan(result.gapsToldMs + inFlightMs)
    },
  },
  {
    name: 'recorder-killed-other-host',
    fault: 'kill -9 of a recorder; another host takes over; the first one comes back later',
    seconds: 70,
    async strike({ recorder, noteSpools, untilRecordedAgain, world, until }) {
      await world.stack.addRecorder('recorder-2')
      const killedMs = performance.now()
      await recorder.kill()
      await Promise.all([noteSpools(), untilRecordedAgain(killedMs)])
      await until(
        ({ progress, state }) => progress?.recorderId === 'recorder-2' && state === 'recording',
      )
      await world.stack.addRecorder('recorder-1')
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['recorder_lost'])
      expect(result.longestHoleMs).toBeLessThan(result.gapsToldMs + inFlightMs)
    },
  },
  {
    name: 'ffmpeg-killed',
    fault: 'kill -9 of the ffmpeg of a recording',
    forms: ['short', 'long'],
    seconds: 20,
    async strike({ streams, until }) {
      for (const { url } of streams)
        for (const pid of await pullers(url)) process.kill(pid, 'SIGKILL')
      await until(({ interruptions }) => interruptions > 0)
    },
    expect(result) {
      expectPromisesKept(result)
      expect(result.gapCauses).toEqual(['source_lost'])
      expect(result.longestHoleMs).toBeLessThan(result.gapsToldMs + inFlightMs)
    },
  },
  {
    name: 'control-plane-killed',
    fault:
      'kill -9 of the API, the notifier and the reconciler, one after the other, each started again',
    forms: ['short', 'long'],
    seconds: 20,
    strike: killAndRestart('notifier', 'api', 'reconciler'),
    expect: expectNothingLost,
  },
  {
    name: 'notifier-killed',
    fault: 'kill -9 of the notifier, started again',
    seconds: 20,
    strike: killAndRestart('notifier'),
    expect: expectNothingLost,
  },
  {
    name: 'api-killed',
    fault: 'kill -9 of the API, started again',
    seconds: 20,
    strike: killAndRestart('api'),
    expect: expectNothingLost,
  },
  {
    name: 'reconciler-killed',
    fault: 'kill -9 of the reconciler, started again',
    seconds: 20,
    strike: killAndRestart('reconciler'),
    expect: expectNothingLost,
  },
])
