import { checkFfmpeg as askVersion, ffmpegAbilities } from '@tapedeck/ffmpeg'
import { failureText } from './failure-text.ts'
import { abilityFindings, enhancedFinding, versionFindings } from './ffmpeg-rules.ts'
import { type Finding, problem } from './finding.ts'

const unusable = (name: 'ffmpeg' | 'ffprobe', error: unknown): Finding =>
  problem(
    `${name}_unusable`,
    `${name} cannot be run: ${failureText(error)}`,
    `Install ffmpeg (apt-get install ffmpeg), or set TAPEDECK_${name.toUpperCase()}_PATH.`,
  )

const lookAtFfmpeg = async (path: string): Promise<Finding[]> => {
  try {
    const version = await askVersion(path)
    return [
      ...versionFindings('ffmpeg', version),
      ...abilityFindings(await ffmpegAbilities(path)),
      enhancedFinding(version),
    ]
  } catch (error) {
    return [unusable('ffmpeg', error)]
  }
}

const lookAtFfprobe = async (path: string): Promise<Finding[]> => {
  try {
    return versionFindings('ffprobe', await askVersion(path))
  } catch (error) {
    return [unusable('ffprobe', error)]
  }
}

/** Looks at the programs that a recorder runs. Never throws. */
export const checkPrograms = async (
  ffmpegPath: string,
  ffprobePath: string,
): Promise<Finding[]> => [
  ...(await lookAtFfmpeg(ffmpegPath)),
  ...(await lookAtFfprobe(ffprobePath)),
]
