import {
  degradationSchema,
  eventSchema,
  fileCheckSchema,
  fileTruthSchema,
  fileViewSchema,
  formatSchema,
  manifestSchema,
  problemSchema,
  progressSchema,
  recordingInputSchema,
  recordingViewSchema,
  stopInputSchema,
  storageSchema,
  templateSchema,
  templateViewSchema,
} from '@tapedeck/contracts'
import { z } from 'zod'
import { recorderSchema } from '../recorders/recorder-schema.ts'

/** What the document says of a named schema. */
type SchemaName = { id: string; description: string }

/**
 * The schemas that have a name in the OpenAPI document. The contracts' own ids are not used: the type provider
 * appends "Input" to the ids of everything sent, and `RecordingInput` would then be both.
 */
export const schemaNames = z
  .registry<SchemaName>()
  .add(problemSchema, { id: 'Problem', description: 'An error, as RFC 9457 has it.' })
  .add(templateSchema, { id: 'NewTemplate', description: 'How to record, and where to.' })
  .add(formatSchema, { id: 'Format', description: 'One output of a template.' })
  .add(storageSchema, { id: 'Storage', description: 'Where objects go.' })
  .add(templateViewSchema, { id: 'Template', description: 'A template, its defaults filled in.' })
  .add(recordingInputSchema, { id: 'NewRecording', description: 'A request to record a stream.' })
  .add(recordingViewSchema, { id: 'Recording', description: 'A recording and where it is.' })
  .add(progressSchema, { id: 'Progress', description: 'Live figures, about a second old.' })
  .add(stopInputSchema, { id: 'Stop', description: 'How to stop.' })
  .add(fileViewSchema, { id: 'File', description: 'One finished cycle in storage.' })
  .add(fileTruthSchema, { id: 'FileTruth', description: 'How truly a file shows what happened.' })
  .add(fileCheckSchema, { id: 'FileCheck', description: 'What became of a decode check.' })
  .add(degradationSchema, { id: 'Degradation', description: 'What is wrong, and how often.' })
  .add(eventSchema, { id: 'Event', description: 'A fact about a recording.' })
  .add(manifestSchema, { id: 'Manifest', description: 'The account of a recording.' })
  .add(recorderSchema, { id: 'Recorder', description: 'A recorder that shows signs of life.' })
