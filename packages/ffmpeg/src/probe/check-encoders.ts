import { runToEnd } from '../process/run-to-end.ts'

/** What renditions are made with. */
const needed = ['libx264', 'aac'] as const

/**
 * The encoders of renditions that this ffmpeg does not have; empty when it has all of them.
 * @throws TapedeckError FFMPEG_FAILED when it cannot be run
 */
export const missingEncoders = async (ffmpegPath: string): Promise<string[]> => {
  const listed = await runToEnd(ffmpegPath, ['-hide_banner', '-encoders'], { timeoutMs: 20_000 })
  const names = new Set([...listed.matchAll(/^ [A-Z.]{6} (\S+)/gm)].map(([, name]) => name))
  return needed.filter((name) => !names.has(name))
}
