import { TapedeckError } from '@tapedeck/contracts'

import { launcherFailed } from './death-signal.ts'
import { spawnOwned } from './owned-children.ts'

const maxOutputBytes = 16 * 1024 * 1024
const maxErrorChars = 4000

/**
 * Runs a program that ends by itself; what it printed on stdout.
 * @throws TapedeckError FFMPEG_FAILED when it cannot be run, takes longer than `timeoutMs`, prints more than 16 MiB or
 * ends with a code other than 0; the sentence holds the last of what it printed on stderr
 */
export const runToEnd = async (
  command: string,
  args: readonly string[],
  options: { timeoutMs: number },
): Promise<string> => {
  const child = spawnOwned(command, args)
  const chunks: Buffer[] = []
  let bytes = 0
  let errors = ''
  let failure: string | null = null
  const fail = (why: string): void => {
    failure ??= why
    child.kill('SIGKILL')
  }
  const timer = setTimeout(
    () => fail(`did not end within ${options.timeoutMs} ms`),
    options.timeoutMs,
  )
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxOutputBytes) fail('printed too much')
    else chunks.push(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-maxErrorChars)
  })
  const exitCode = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      failure ??= error.message
    })
    child.once('close', resolve)
  })
  clearTimeout(timer)
  if (launcherFailed(exitCode, errors)) failure ??= 'was not found, or must not be run'
  if (failure === null && exitCode !== 0) failure = `ended with code ${exitCode}`
  if (failure === null) return Buffer.concat(chunks).toString('utf8')
  const told = errors.trim() === '' ? '' : `: ${errors.trim()}`
  throw new TapedeckError('FFMPEG_FAILED', { detail: `${command} ${failure}${told}` })
}
