import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs a program to its end; what it printed. Rejects with its stderr when it fails. */
export const runTool = (
  command: string,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> =>
  run(command, args, { maxBuffer: 512 * 1024 * 1024, encoding: 'utf8' })
