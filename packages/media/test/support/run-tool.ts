import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Runs ffmpeg or ffprobe to its end; what it printed. Rejects when it fails. */
export const runTool = async (
  tool: 'ffmpeg' | 'ffprobe',
  args: string[],
): Promise<{ stdout: string; stderr: string }> =>
  run(tool, ['-hide_banner', ...args], { maxBuffer: 512 * 1024 * 1024 })

/** Decodes everything; the words ffmpeg had to say about it, which must be none. */
export const decodingWords = async (input: string): Promise<string> => {
  const ownTimes = ['-fps_mode', 'passthrough', '-enc_time_base:v', '1:1000000']
  const args = ['-nostdin', '-v', 'error', '-xerror', '-i', input, ...ownTimes, '-f', 'null', '-']
  const { stdout, stderr } = await runTool('ffmpeg', args).catch((error: unknown) => ({
    stdout: '',
    stderr: String(error),
  }))
  return stdout + stderr
}
