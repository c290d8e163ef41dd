import type { ChildProcess } from 'node:child_process'
import { constants, setPriority } from 'node:os'

const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority

/** Copying a stream costs little and must never wait; encoding has to keep pace; everything else has time. */
const priorities = { 'to copies': PRIORITY_BELOW_NORMAL, 'to everything': PRIORITY_LOW } as const

/** Lets a process that has just been started, and the threads that it will start, take only what others leave of the processor. */
export const giveWay = ({ pid }: ChildProcess, whom: keyof typeof priorities): void => {
  try {
    if (pid !== undefined) setPriority(pid, priorities[whom])
  } catch {
    // the process has ended already, or the system does not allow it
  }
}
