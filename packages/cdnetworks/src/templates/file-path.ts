import { objectPatternProblems, slicePatternProblems, variablesOf } from '@tapedeck/domain'

/** Placeholders of `filePath` and what they are here. The documents show the first two; the others are ours. */
export const filePathPlaceholders: Record<string, string> = {
  streamname: '{StreamName}',
  timestamp: '{UnixTimestamp}',
  appname: '{AppName}',
  domain: '{Domain}',
  persistentid: '{RecordingId}',
  starttime: '{EscapedStartTime}',
  endtime: '{EscapedEndTime}',
}

/** Where files go whose template names no path. */
const defaultPath = '{AppName}/{StreamName}-{UnixTimestamp}'

const placeholderPattern = /\$\(([^()]*)\)/g

/** One output's patterns, or what is wrong with its path. */
export type PathPlan =
  | { objectPattern: string; slicePattern: string | null; problems: [] }
  | { problems: string[] }

const translated = (path: string): { pattern: string; unknown: string[] } => {
  const unknown: string[] = []
  const pattern = path.replaceAll(placeholderPattern, (whole, name: string) => {
    const variable = filePathPlaceholders[name.trim().toLowerCase()]
    if (variable === undefined) unknown.push(whole)
    return variable ?? whole
  })
  return { pattern, unknown }
}

/** The path without the file's extension, which is put behind every key. */
const withoutExtension = (path: string, format: string): string =>
  path.toLowerCase().endsWith(`.${format}`) ? path.slice(0, -format.length - 1) : path

const shapeOf = (path: string): string => {
  const clean = path.replaceAll(/\/{2,}/g, '/').replace(/^\//, '')
  return clean === '' || clean.endsWith('/') ? `${clean}{StreamName}-{UnixTimestamp}` : clean
}

/** A path that gives every file the same name would have each replace the one before. */
const withNameOfItsOwn = (pattern: string): string =>
  objectPatternProblems(pattern).some((problem) => problem.startsWith('must contain'))
    ? `${pattern}-{UnixTimestamp}`
    : pattern

const sliceVariableOf: Record<string, string> = {
  StartTime: '{UnixTimestamp}',
  EscapedStartTime: '{UnixTimestamp}',
  EndTime: '{UnixTimestamp}',
  EscapedEndTime: '{UnixTimestamp}',
}

/** Slices lie beside their playlist, under names that no other recording has. */
const slicePatternOf = (objectPattern: string): string => {
  const directory = objectPattern.includes('/')
    ? objectPattern.slice(0, objectPattern.lastIndexOf('/') + 1)
    : ''
  const known = directory.replaceAll(
    /\{([^{}]*)\}/g,
    (whole, name: string) => sliceVariableOf[name] ?? whole,
  )
  return `${known}{RecordingId}/{Output}-{UnixTimestamp}-{Sequence}`
}

/**
 * The patterns of one output for the `filePath` of its record parameter.
 * @param isShared another output of the format in the same bucket has this path: the output's name tells their files apart
 */
export const planPath = (
  filePath: string | undefined,
  format: string,
  isShared: boolean,
): PathPlan => {
  const { pattern, unknown } = translated(filePath?.trim() ?? '')
  if (unknown.length > 0) {
    const known = Object.keys(filePathPlaceholders).map((name) => `$(${name})`)
    return {
      problems: [`has unknown placeholders ${unknown.join(', ')}; known are ${known.join(' ')}`],
    }
  }
  const shaped = pattern === '' ? defaultPath : withoutExtension(shapeOf(pattern), format)
  const named = withNameOfItsOwn(shaped)
  const isTold = !isShared || variablesOf(named).includes('Output')
  const objectPattern = isTold ? named : `${named}-{Output}`
  const problems = objectPatternProblems(objectPattern)
  const slicePattern = format === 'm3u8' ? slicePatternOf(objectPattern) : null
  if (slicePattern !== null) problems.push(...slicePatternProblems(slicePattern))
  if (problems.length > 0) return { problems: [...new Set(problems)] }
  return { objectPattern, slicePattern, problems: [] }
}
