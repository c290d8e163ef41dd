/** Longest pattern and longest key, in UTF-8 bytes (ApsaraVideo Live: "under 256 bytes"). */
export const maxPatternBytes = 255

/** Variables of object patterns, with what they stand for. */
export const objectVariables = [
  'RecordingId',
  'JobId',
  'Domain',
  'AppName',
  'StreamName',
  'Format',
  'Output',
  'Sequence',
  'StartTime',
  'EndTime',
  'EscapedStartTime',
  'EscapedEndTime',
  'UnixTimestamp',
] as const

/** Variables of slice patterns. */
export const sliceVariables = [
  'RecordingId',
  'JobId',
  'Domain',
  'AppName',
  'StreamName',
  'Format',
  'Output',
  'UnixTimestamp',
  'Sequence',
] as const

/** Variables of the patterns of thumbnails. */
export const thumbnailVariables = sliceVariables.filter(
  (name) => name !== 'Format' && name !== 'Output',
)

const endVariables = ['EndTime', 'EscapedEndTime']
const variablePattern = /\{([^{}]*)\}/g

/** Values that a pattern is filled with. Times are UTC milliseconds. */
export type PatternValues = {
  recordingId: string
  domain: string
  app: string
  stream: string
  format: string
  /** Name of the output; the format when absent. */
  output?: string
  sequence: number
  startMs: number
  /** Null while the cycle still records. */
  endMs: number | null
}

/** One thing wrong with a pattern, in words for the caller. */
export type PatternProblem = string

/** `2006-01-02-15:04:05` in UTC, as in the vendors' keys. */
const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', '-')
const escaped = (ms: number): string => stamp(ms).replaceAll(':', '-')

/** What of them stays the same through a recording. */
export type FixedValues = Omit<PatternValues, 'sequence' | 'startMs' | 'endMs'>

/** Names of the variables in a pattern, in order. */
export const variablesOf = (pattern: string): string[] =>
  [...pattern.matchAll(variablePattern)].map((match) => match[1] ?? '')

/** True when the key cannot be known before the cycle has ended. */
export const needsEndTime = (pattern: string): boolean =>
  variablesOf(pattern).some((name) => endVariables.includes(name))

const shapeProblems = (pattern: string, allowed: readonly string[]): PatternProblem[] => {
  const problems: PatternProblem[] = []
  if (pattern.length === 0) problems.push('must not be empty')
  if (Buffer.byteLength(pattern) > maxPatternBytes)
    problems.push(`must be at most ${maxPatternBytes} bytes`)
  if (pattern.startsWith('/')) problems.push('must not start with a slash')
  if (pattern.endsWith('/')) problems.push('must not end with a slash')
  if (pattern.split('/').some((segment) => segment === '..' || segment === '.'))
    problems.push('must not contain "." or ".." as a path segment')
  if (pattern.includes('//')) problems.push('must not contain an empty path segment')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\u0000-\u001f\u007f\\]/.test(pattern))
    problems.push('must not contain control characters or backslashes')
  const unknown = variablesOf(pattern).filter((name) => !allowed.includes(name))
  if (unknown.length > 0)
    problems.push(
      `has unknown variables ${unknown.map((name) => `{${name}}`).join(', ')}; allowed are ${allowed.map((name) => `{${name}}`).join(' ')}`,
    )
  if (/[{}]/.test(pattern.replaceAll(variablePattern, ''))) problems.push('has an unpaired brace')
  return problems
}

const startVariables = ['StartTime', 'EscapedStartTime']
const objectStartVariables = [...startVariables, 'UnixTimestamp']
const recordingVariables = ['RecordingId', 'JobId']

/** True when no two recordings can render a pattern to the same key. */
export const namesRecording = (pattern: string): boolean =>
  variablesOf(pattern).some((name) => recordingVariables.includes(name))

/**
 * Problems of an object pattern: every file needs a key of its own. Either it says when the file starts, or it names
 * the recording and counts its files. An end time is allowed, and costs a copy at the end of every cycle: the key is
 * not known before (docs/decisions/0004-keys-without-end-time.md).
 */
export const objectPatternProblems = (pattern: string): PatternProblem[] => {
  const problems = shapeProblems(pattern, objectVariables)
  const names = variablesOf(pattern)
  const has = (variables: string[]): boolean => variables.some((name) => names.includes(name))
  if (!has(objectStartVariables) && !(has(recordingVariables) && names.includes('Sequence')))
    problems.push(
      'must contain {StartTime}, {EscapedStartTime}, {UnixTimestamp}, or {RecordingId} and {Sequence}',
    )
  return problems
}

const alibabaObjectVariables = objectVariables.filter((name) => name !== 'UnixTimestamp')

/** Problems of an object pattern by Alibaba's rule: it must say when the file starts and when it ends (AddLiveAppRecordConfig). */
export const alibabaObjectPatternProblems = (pattern: string): PatternProblem[] => {
  const problems = shapeProblems(pattern, alibabaObjectVariables)
  const names = variablesOf(pattern)
  for (const [plain, escapedName] of [startVariables, endVariables])
    if (!names.includes(plain ?? '') && !names.includes(escapedName ?? ''))
      problems.push(`must contain {${plain}} or {${escapedName}}`)
  return problems
}

/** Problems of a slice pattern: every slice needs a key of its own (AddLiveAppRecordConfig). */
export const slicePatternProblems = (pattern: string): PatternProblem[] => {
  const problems = shapeProblems(pattern, sliceVariables)
  const names = variablesOf(pattern)
  for (const name of ['UnixTimestamp', 'Sequence'])
    if (!names.includes(name)) problems.push(`must contain {${name}}`)
  return problems
}

/** Problems of a pattern of thumbnails: every picture needs a key of its own. */
export const thumbnailPatternProblems = (pattern: string): PatternProblem[] => {
  const problems = shapeProblems(pattern, thumbnailVariables)
  const names = variablesOf(pattern)
  if (!names.includes('UnixTimestamp') && !names.includes('Sequence'))
    problems.push('must contain {UnixTimestamp} or {Sequence}')
  return problems
}

/**
 * A pattern as one output fills it in, all other variables as they stand: two outputs whose patterns come to the same
 * may come to the same keys.
 */
export const patternOfOutput = (
  pattern: string,
  { name, format }: { name: string; format: string },
): string =>
  pattern
    .replaceAll('{Format}', format)
    .replaceAll('{Output}', name)
    .replaceAll('{JobId}', '{RecordingId}')

/** A stream name may carry anything; in a key it must stay one path segment. */
const segment = (value: string): string => {
  const safe = value.replaceAll(/[^A-Za-z0-9._~!*'()@=+,:-]/g, (char) =>
    [...Buffer.from(char)].map((byte) => `%${byte.toString(16).toUpperCase()}`).join(''),
  )
  return safe === '.' || safe === '..' ? safe.replaceAll('.', '%2E') : safe
}

type Lookup = Record<string, () => string>

const fill = (pattern: string, lookup: Lookup): string =>
  pattern.replaceAll(variablePattern, (whole, name: string) => lookup[name]?.() ?? whole)

const fixedLookup = (values: FixedValues): Lookup => ({
  RecordingId: () => segment(values.recordingId),
  JobId: () => segment(values.recordingId),
  Domain: () => segment(values.domain),
  AppName: () => segment(values.app),
  StreamName: () => segment(values.stream),
  Format: () => values.format,
  Output: () => values.output ?? values.format,
})

/**
 * Fills in what stays the same through a recording; times and sequences stay as they stand. No value has a brace in it,
 * so that the two cannot be mistaken for each other.
 */
export const renderFixed = (pattern: string, values: FixedValues): string =>
  fill(pattern, fixedLookup(values))

/**
 * Fills a pattern in. The extension is not part of it.
 * @throws RangeError when the pattern needs an end time and `endMs` is null.
 */
export const renderPattern = (pattern: string, values: PatternValues): string => {
  const end = (format: (ms: number) => string): string => {
    if (values.endMs === null) throw new RangeError('the end of the cycle is not known yet')
    return format(values.endMs)
  }
  return fill(pattern, {
    ...fixedLookup(values),
    Sequence: () => String(values.sequence),
    StartTime: () => stamp(values.startMs),
    EscapedStartTime: () => escaped(values.startMs),
    EndTime: () => end(stamp),
    EscapedEndTime: () => end(escaped),
    UnixTimestamp: () => String(Math.floor(values.startMs / 1000)),
  })
}
