import { objectPatternProblems } from '@tapedeck/domain'
import { describe, expect, test } from 'vitest'
import { planPath } from './file-path.ts'

const pattern = (filePath: string | undefined, format = 'mp4', isShared = false) => {
  const plan = planPath(filePath, format, isShared)
  return 'objectPattern' in plan ? plan.objectPattern : plan.problems
}

describe('a file path', () => {
  test.each([
    ['the documented placeholders', '$(streamname)-$(timestamp)', '{StreamName}-{UnixTimestamp}'],
    ['its extension, which is put behind every key', 'a/$(timestamp).mp4', 'a/{UnixTimestamp}'],
    ['the extension of another format', 'a/$(timestamp).flv', 'a/{UnixTimestamp}.flv'],
    ['any case', '$(StreamName)/$( TimeStamp ).MP4', '{StreamName}/{UnixTimestamp}'],
    ['slashes at its ends and doubled ones', '/a//$(timestamp)', 'a/{UnixTimestamp}'],
    ['a directory', 'records/', 'records/{StreamName}-{UnixTimestamp}'],
    ['no time, so that files would replace each other', 'a/b.mp4', 'a/b-{UnixTimestamp}'],
    ['our further placeholders', '$(appname)/$(starttime)', '{AppName}/{EscapedStartTime}'],
    ['nothing', undefined, '{AppName}/{StreamName}-{UnixTimestamp}'],
    ['spaces', '  ', '{AppName}/{StreamName}-{UnixTimestamp}'],
  ])('with %s is taken', (_title, filePath, wanted) => {
    expect(pattern(filePath)).toBe(wanted)
    expect(objectPatternProblems(wanted)).toEqual([])
  })

  test.each([
    [
      'a placeholder that nobody knows',
      '$(bitrate)/$(timestamp)',
      'unknown placeholders $(bitrate)',
    ],
    ['a way out of the bucket', '../$(timestamp)', 'path segment'],
    ['more than 255 bytes', `${'a'.repeat(256)}$(timestamp)`, 'at most 255 bytes'],
    ['a brace', 'a{b/$(timestamp)', 'unpaired brace'],
  ])('with %s is refused', (_title, filePath, wanted) => {
    expect(pattern(filePath)).toEqual(expect.arrayContaining([expect.stringContaining(wanted)]))
  })

  test('that two outputs share tells their files apart', () => {
    expect(pattern('$(timestamp)', 'mp4', true)).toBe('{UnixTimestamp}-{Output}')
  })

  test('of m3u8 has its slices beside the playlist, apart from those of other recordings', () => {
    expect(planPath('hls/$(starttime)/$(streamname)-$(timestamp).m3u8', 'm3u8', false)).toEqual({
      objectPattern: 'hls/{EscapedStartTime}/{StreamName}-{UnixTimestamp}',
      slicePattern: 'hls/{UnixTimestamp}/{RecordingId}/{Output}-{UnixTimestamp}-{Sequence}',
      problems: [],
    })
  })
})
