import type { AppProcess } from '@tapedeck/testkit'
import { expectNothingLost } from './expectations.ts'
import { describeFaults } from './fault-case.ts'
import { isLong } from './fault-result.ts'
import type { FaultRun } from './fault-run.ts'

const streams = isLong ? 10 : 3

/** SIGTERM as an orchestrator sends it, and the wait for a clean end. */
const terminate = async (recorder: AppProcess): Promise<void> => {
  recorder.signal('SIGTERM')
  await recorder.exited
}

const isDrivenBy =
  (...recorderIds: string[]) =>
  ({ progress, state }: { progress: { recorderId: string } | null; state: string }): boolean =>
    state === 'recording' && recorderIds.includes(progress?.recorderId ?? '')

const restartOneByOne = async ({ recorder, world, until }: FaultRun): Promise<void> => {
  const second = await world.stack.addRecorder('recorder-2')
  await terminate(recorder)
  await until(isDrivenBy('recorder-2'))
  await world.stack.addRecorder('recorder-1')
  await terminate(second)
  await until(isDrivenBy('recorder-1'))
}

describeFaults('drain', [
  {
    name: 'rolling-restart',
    fault: `Rolling restart of two recorders that record ${streams} streams`,
    forms: ['short', 'long'],
    seconds: isLong ? 90 : 45,
    streams,
    cycles: isLong ? { mp4: 15, m3u8: 20 } : { mp4: 10, flv: 11, m3u8: 12, cmaf: 13 },
    strike: restartOneByOne,
    expect: expectNothingLost,
  },
])
