import { inputArguments } from './input-arguments.ts'
import { runTool } from './run-tool.ts'

/**
 * Proves that every frame of a file or playlist decodes: a full decode prints no error.
 * @throws Error with what ffmpeg complains about
 */
export const assertDecodes = async (input: string): Promise<void> => {
  const { stderr } = await runTool('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-xerror', ...inputArguments(input)],
    ...['-map', '0', '-f', 'null', '-'],
  ])
  if (stderr.trim() !== '') throw new Error(`${input} does not decode cleanly: ${stderr.trim()}`)
}
