import { readFile } from 'node:fs/promises'

/** What a set of processes used: CPU seconds since their start, and memory now. */
export type Usage = { cpuSeconds: number; memoryBytes: number }

/** Clock ticks a second in /proc; fixed by the kernel's interface to user space. */
const ticksPerSecond = 100

const fieldsOf = async (pid: number): Promise<string[]> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // the second field is the command in parentheses and may hold spaces
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Proportional set size: shared pages count once over all the processes that share them. */
const memoryOf = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) * 1024
}

/** Children of a process, by /proc. */
export const childrenOf = async (pid: number): Promise<number[]> => {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return children.split(' ').filter(Boolean).map(Number)
}

/** Usage of processes, added up. Rejects when one of them has ended: the figures would be of fewer streams. */
export const usageOf = async (pids: number[]): Promise<Usage> => {
  let cpuSeconds = 0
  let memoryBytes = 0
  for (const pid of pids) {
    const fields = await fieldsOf(pid)
    // utime and stime are fields 14 and 15 of the whole line, 12 and 13 of what follows the command
    cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    memoryBytes += await memoryOf(pid)
  }
  return { cpuSeconds, memoryBytes }
}
