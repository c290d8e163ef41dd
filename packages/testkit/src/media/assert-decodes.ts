import { inputArguments } from './input-arguments.ts'
import { runTool } from './run-tool.ts'

/** Decodes inputs side by side; what ffmpeg complains about. Starting ffmpeg costs more than decoding a short file. */
const complaintsOf = async (inputs: string[]): Promise<string> => {
  const { stderr } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-xerror'],
    ...inputs.flatMap(inputArguments),
    ...inputs.flatMap((_, index) => ['-map', `${index}`]),
    // frames at their own times, not rounded to a frame rate that a hole in the file makes ffmpeg guess wrongly
    ...['-fps_mode', 'passthrough', '-enc_time_base:v', '1:1000000', '-f', 'null', '-'],
  ])
  return stderr.trim()
}

/**
 * Proves that every frame of files or playlists decodes, and that no two of one file share a time: a full decode prints no error.
 * @throws Error with what ffmpeg complains about
 */
export const assertDecodes = async (...inputs: string[]): Promise<void> => {
  if (inputs.length === 0) return
  if (inputs.length > 1) {
    if ((await complaintsOf(inputs).catch(String)) === '') return
    // which one it is; with several, ffmpeg also complains about a track that has no packet
    for (const input of inputs) await assertDecodes(input)
    return
  }
  const complaints = await complaintsOf(inputs)
  if (complaints !== '') throw new Error(`${inputs[0]} does not decode cleanly: ${complaints}`)
}
