import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { projectDir } from '../project-files.ts'

const run = promisify(execFile)

/**
 * Runs a program in the project's folder; what it printed on stdout.
 * @throws Error with what it printed on stderr, when it fails
 */
export const runCommand = async (
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> => {
  const { stdout } = await run(command, args, {
    cwd: projectDir,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

/** True when the command runs and ends well. */
export const succeeds = async (command: string, ...args: string[]): Promise<boolean> => {
  try {
    await runCommand(command, args)
    return true
  } catch {
    // not there, or not able to: that is the answer
    return false
  }
}
