import { spawnSync } from 'node:child_process'

let launcher: readonly string[] | undefined

/**
 * The words to put in front of a command so that the kernel kills it when this process dies, even by SIGKILL:
 * util-linux' setpriv with a parent death signal (prctl(2), PR_SET_PDEATHSIG). Empty where there is no such setpriv;
 * then a child notices only when it next writes to its pipe. setpriv becomes the command (execve), so the pid stays.
 * Tried once in the life of the process; takes a few milliseconds.
 */
export const deathSignalLauncher = (): readonly string[] => {
  if (launcher === undefined) {
    const words = ['setpriv', '--pdeathsig', 'KILL', '--']
    const [command = '', ...args] = words
    const trial = spawnSync(command, [...args, 'true'], { stdio: 'ignore', timeout: 5000 })
    launcher = trial.status === 0 ? words : []
  }
  return launcher
}

/** Exit codes by which setpriv says that it could not start the command (126 found but not runnable, 127 not found). */
export const launcherFailed = (exitCode: number | null, stderr: string): boolean =>
  (exitCode === 126 || exitCode === 127) && /^setpriv: failed to execute /m.test(stderr)
