import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs ffmpeg or ffprobe to its end; what it printed. Rejects when it fails. */
export const runTool = async (
  tool: 'ffmpeg' | 'ffprobe',
  args: string[],
): Promise<{ stdout: string; stderr: string }> =>
  run(tool, ['-hide_banner', ...args], { maxBuffer: 512 * 1024 * 1024 })

const complaintsOf = async (inputs: string[]): Promise<string> => {
  const given = inputs.flatMap((input) => ['-i', input])
  // of one alone ffmpeg chooses the tracks that have packets
  const all = inputs.length === 1 ? [] : inputs.flatMap((_, index) => ['-map', `${index}`])
  const ownTimes = ['-fps_mode', 'passthrough', '-enc_time_base:v', '1:1000000']
  const output = [...all, ...ownTimes, '-f', 'null', '-']
  const { stdout, stderr } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-xerror', ...given, ...output],
  ]).catch((error: unknown) => ({ stdout: '', stderr: String(error) }))
  return stdout + stderr
}

/** Decodes everything; the words ffmpeg had to say about it, which must be none. */
export const decodingWords = async (...inputs: string[]): Promise<string> => {
  const words = await complaintsOf(inputs)
  if (words === '' || inputs.length === 1) return words
  // with several, ffmpeg also complains about a track that has no packet
  const each: string[] = []
  for (const input of inputs) each.push(await complaintsOf([input]))
  return each.join('')
}
