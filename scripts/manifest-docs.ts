import { manifestJsonSchema, manifestSchema } from '@tapedeck/contracts'
import { buildManifest, type DegradedCause, degradedCauses } from '@tapedeck/domain'
import { exampleFiles, exampleRecording } from './manifest-example.ts'

type JsonSchema = {
  $ref?: string
  $defs?: Record<string, JsonSchema>
  type?: string | string[]
  format?: string
  const?: unknown
  enum?: string[]
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  description?: string
}

const intro = `# The manifest

The JSON account of a recording: every file with its key, size, checksum and time span, every gap and why, and what was
wrong. It is made from the record at any time by \`GET /v1/recordings/{id}/manifest\`, and stored as
\`<recording id>.manifest.json\` beside the recording's first file when the recording ends, when a file comes into storage
later, when a check of a file has ended, and when files are removed because their time is over, so that the files explain themselves without Tapedeck.

Times are ISO 8601 in UTC, as the recorder's clock had them; durations are milliseconds. **Media time** is what the
timestamps of the stream say, **wall time** what the clock said meanwhile. Media goes on behind a gap without a hole, so
that a file with a gap inside plays shorter than the time between its \`startedAt\` and \`endedAt\`.

What is lost can be read off \`totals.lostMs\`: the length of all gaps, less what was brought into storage later by
**fillers**. A filler holds media that a recorder had received and could not store before it was cut off; it has the
\`sequence\` of the file that it continues and stands behind it.

\`truth.mediaRatio\` compares media with wall time, gaps left out. It is 1 when the source kept time. Below 0.95 or above
1.05 in a file of more than ten seconds, and by two seconds at least, the source sent less or more than it should, and
\`recording.degraded\` is sent. What a server sends at once when it is joined, and what a network holds up for some seconds
and then delivers, does not count.

\`check\` is the result of \`POST /v1/recordings/{id}/files/{fileId}/check\`: a recorder reads the file back, compares it with
its size and checksum, and decodes all of it.

This page is made by \`npm run docs:config\` from packages/contracts/src/manifest-schema.ts.
`

const causeMeanings: Record<DegradedCause, string> = {
  timestamps_repaired:
    "The source's timestamps jumped or wrapped; `repairs` of the file tell where",
  media_behind_wall: 'A file holds less media than time passed; `truth` of the file tells how much',
  media_ahead_of_wall:
    'A file holds more media than time passed; `truth` of the file tells how much',
  encoder_behind:
    'The encoder of a rendition did not keep up with the stream; the server left out what it could not send',
  track_left_out:
    'A track that came late, and late again within a minute, was not recorded until the next pull',
  picture_stopped:
    'The picture of the stream stopped while its sound went on, which was recorded alone until the picture came again',
  recorder_lost: 'Another recorder had to go on; the gap tells what was not received',
  file_salvaged: 'A file was completed from what a lost recorder had brought into storage',
  file_damaged:
    'A check found a stored file damaged: `check` of the file tells how. Or media in a spool could not be read back: what lies there is kept, set aside',
  spool_low: "The recorder's disk ran short",
  storage_failing: 'The storage failed for a while; media waited in the spool',
  backup_storage: 'A file went to the backup storage',
}

const schemaOf = (schema: JsonSchema, defs: Record<string, JsonSchema>): JsonSchema => {
  if (schema.$ref === undefined) return schema
  const { $ref, ...rest } = schema
  return { ...defs[$ref.split('/').at(-1) ?? ''], ...rest }
}

const typeOf = (given: JsonSchema, defs: Record<string, JsonSchema>): string => {
  const schema = schemaOf(given, defs)
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => typeOf(one, defs)).join(' or ')
  if (schema.const !== undefined) return `\`${String(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${one}\``).join(', ')
  if (schema.items !== undefined) return `list of ${typeOf(schema.items, defs)}`
  if (schema.format === 'date-time') return 'time'
  return [schema.type ?? []].flat().join(' or ')
}

/** The fields below a schema, through lists and what may be null. */
const propertiesOf = (
  given: JsonSchema,
  defs: Record<string, JsonSchema>,
): Record<string, JsonSchema> => {
  const schema = schemaOf(given, defs)
  if (schema.properties !== undefined) return schema.properties
  if (schema.items !== undefined) return propertiesOf(schema.items, defs)
  const object = schema.anyOf?.find((one) => schemaOf(one, defs).type === 'object')
  return object === undefined ? {} : propertiesOf(object, defs)
}

const isList = (schema: JsonSchema, defs: Record<string, JsonSchema>): boolean =>
  schemaOf(schema, defs).items !== undefined

const rowsOf = (
  properties: Record<string, JsonSchema>,
  defs: Record<string, JsonSchema>,
  prefix = '',
): string[] =>
  Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`
    const { description = '' } = schemaOf(schema, defs)
    const inner = propertiesOf(schema, defs)
    return [
      `| \`${path}\` | ${typeOf(schema, defs)} | ${description} |`,
      ...rowsOf(inner, defs, isList(schema, defs) ? `${path}[].` : `${path}.`),
    ]
  })

/** The whole of docs/manifest.md. */
export const manifestDocs = (): string => {
  const schema = manifestJsonSchema() as JsonSchema
  const defs = schema.$defs ?? {}
  // what does not fit its own schema must not be shown
  const example = manifestSchema.parse(buildManifest(exampleRecording, exampleFiles))
  return [
    intro,
    '## Fields',
    '',
    '| field | type | meaning |',
    '|---|---|---|',
    ...rowsOf(propertiesOf(schema, defs), defs),
    '',
    '## Causes',
    '',
    'What `recording.degraded` tells, once for each cause and occurrence.',
    '',
    '| cause | meaning |',
    '|---|---|',
    ...degradedCauses.map((cause) => `| \`${cause}\` | ${causeMeanings[cause]} |`),
    '',
    '## Example',
    '',
    'A recorder was lost after 20 seconds; another one completed the file from what was in storage and went on 12 seconds',
    'later. The lost one came back and brought 9 seconds into storage that it had received.',
    '',
    '```json',
    JSON.stringify(example, null, 2),
    '```',
    '',
  ].join('\n')
}
