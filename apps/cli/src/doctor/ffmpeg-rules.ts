import type { FfmpegAbilities, FfmpegVersion } from '@tapedeck/ffmpeg'
import { type Finding, ok, problem, warning } from './finding.ts'

const isBefore = ({ major, minor }: FfmpegVersion, [wanted, wantedMinor]: [number, number]) =>
  major < wanted || (major === wanted && minor < wantedMinor)

/** Versions from which on it can be used, and knows enhanced RTMP. */
const oldest: [number, number] = [5, 1]
const enhanced: [number, number] = [6, 1]

const install =
  'Install a newer one (Debian trixie and the image of Tapedeck have 7.1), or let TAPEDECK_FFMPEG_PATH and TAPEDECK_FFPROBE_PATH name it.'

/** What a version means for streams. */
export const versionFindings = (name: 'ffmpeg' | 'ffprobe', version: FfmpegVersion): Finding[] => {
  const code = `${name}_version` as const
  // builds of the development tree name a commit; nothing can be concluded from it
  if (version.major === 0) return [ok(code, `${name} ${version.text}, a development build`)]
  return [
    isBefore(version, oldest)
      ? problem(code, `${name} ${version.text} is too old; 5.1 is the oldest`, install)
      : ok(code, `${name} ${version.text}`),
  ]
}

/** Whether H.265 and AV1 can be received over RTMP. */
export const enhancedFinding = (version: FfmpegVersion): Finding => {
  const code = 'ffmpeg_enhanced_rtmp' as const
  if (version.major !== 0 && isBefore(version, enhanced))
    return warning(
      code,
      'H.265 and AV1 over RTMP cannot be recorded: enhanced RTMP needs ffmpeg 6.1',
      install,
    )
  return ok(code, 'H.265 and AV1 over enhanced RTMP can be recorded')
}

const missing = (needed: readonly string[], there: ReadonlySet<string>): string[] =>
  needed.filter((name) => !there.has(name))

/** What a build can and cannot do that Tapedeck asks of it. */
export const abilityFindings = (abilities: FfmpegAbilities): Finding[] => {
  const { protocols, demuxers, muxers, encoders } = abilities
  const without = [
    ...missing(['rtmp'], protocols).map((name) => `protocol ${name}`),
    ...missing(['flv'], demuxers).map((name) => `demuxer ${name}`),
    ...missing(['mp4'], muxers).map((name) => `muxer ${name}`),
  ]
  const build = 'Install a complete build: the ffmpeg package of Debian or Ubuntu has everything.'
  const noEncoders = missing(['libx264', 'aac', 'mjpeg'], encoders)
  return [
    without.length === 0
      ? ok('ffmpeg_build', 'it reads RTMP and writes fragmented MP4')
      : problem('ffmpeg_build', `it was built without ${without.join(', ')}`, build),
    protocols.has('rtmps')
      ? ok('ffmpeg_rtmps', 'it reads RTMPS')
      : warning('ffmpeg_rtmps', 'it was built without TLS: rtmps:// cannot be recorded', build),
    noEncoders.length === 0
      ? ok('ffmpeg_encoders', 'it has the encoders of renditions and pictures')
      : warning(
          'ffmpeg_encoders',
          `it has no ${noEncoders.join(', ')}: renditions and pictures fail, copies do not`,
          build,
        ),
  ]
}
