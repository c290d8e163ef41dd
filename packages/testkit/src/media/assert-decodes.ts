import { inputArguments } from './input-arguments.ts'
import { runTool } from './run-tool.ts'

/**
 * Proves that every frame of a file or playlist decodes, and that no two share a time: a full decode prints no error.
 * @throws Error with what ffmpeg complains about
 */
export const assertDecodes = async (input: string): Promise<void> => {
  const { stderr } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-xerror', ...inputArguments(input)],
    // frames at their own times, not rounded to a frame rate that a hole in the file makes ffmpeg guess wrongly
    ...[
      '-map',
      '0',
      '-fps_mode',
      'passthrough',
      '-enc_time_base:v',
      '1:1000000',
      '-f',
      'null',
      '-',
    ],
  ])
  if (stderr.trim() !== '') throw new Error(`${input} does not decode cleanly: ${stderr.trim()}`)
}
