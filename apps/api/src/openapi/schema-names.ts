import {
  accessKeySchema,
  accessKeySettingsSchema,
  accessKeyViewSchema,
  accessKeyWithSecretSchema,
  apiKeySchema,
  apiKeyViewSchema,
  apiKeyWithSecretSchema,
  degradationSchema,
  deliveryViewSchema,
  deliveryWithAttemptsSchema,
  domainChangeSchema,
  domainSchema,
  domainSettingsSchema,
  domainViewSchema,
  endpointChangeSchema,
  endpointReplayResultSchema,
  endpointReplaySchema,
  endpointSchema,
  endpointSettingsSchema,
  endpointViewSchema,
  endpointWithSecretSchema,
  eventLogPageSchema,
  fileCheckSchema,
  fileTruthSchema,
  fileViewSchema,
  formatSchema,
  liveSnapshotSchema,
  liveStreamViewSchema,
  manifestSchema,
  onDemandSchema,
  pauseInputSchema,
  problemSchema,
  progressSchema,
  recorderViewSchema,
  recordingEventSchema,
  recordingInputSchema,
  recordingViewSchema,
  recordNowResultSchema,
  recordNowSchema,
  registeredStorageChangeSchema,
  registeredStorageSchema,
  registeredStorageViewSchema,
  renewEndpointSecretSchema,
  ruleChangeSchema,
  ruleSchema,
  ruleViewSchema,
  sessionSchema,
  sourceChangeSchema,
  sourceSchema,
  sourceViewSchema,
  sourceWithSecretSchema,
  stopInputSchema,
  storageSchema,
  streamCommandSchema,
  streamNameSchema,
  streamSkippedEventSchema,
  templateChangeSchema,
  templateSchema,
  templateViewSchema,
  thumbnailViewSchema,
  timelineSchema,
} from '@tapedeck/contracts'
import { z } from 'zod'
import { ruleMatchSchema } from '../rules/match-rules.ts'

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
  .add(registeredStorageSchema, { id: 'NewStorage', description: 'An S3 storage to register.' })
  .add(registeredStorageChangeSchema, {
    id: 'StorageSettings',
    description: 'A registered storage without its name.',
  })
  .add(registeredStorageViewSchema, {
    id: 'RegisteredStorage',
    description: 'A registered storage, its secret left out.',
  })
  .add(templateChangeSchema, {
    id: 'TemplateChange',
    description: 'What is to be changed of a template.',
  })
  .add(templateViewSchema, { id: 'Template', description: 'A template, its defaults filled in.' })
  .add(recordingInputSchema, { id: 'NewRecording', description: 'A request to record a stream.' })
  .add(recordingViewSchema, { id: 'Recording', description: 'A recording and where it is.' })
  .add(progressSchema, { id: 'Progress', description: 'Live figures, about a second old.' })
  .add(stopInputSchema, { id: 'Stop', description: 'How to stop.' })
  .add(fileViewSchema, { id: 'File', description: 'One finished cycle in storage.' })
  .add(fileTruthSchema, { id: 'FileTruth', description: 'How truly a file shows what happened.' })
  .add(fileCheckSchema, { id: 'FileCheck', description: 'What became of a decode check.' })
  .add(degradationSchema, { id: 'Degradation', description: 'What is wrong, and how often.' })
  .add(recordingEventSchema, { id: 'Event', description: 'A fact about a recording.' })
  .add(manifestSchema, { id: 'Manifest', description: 'The account of a recording.' })
  .add(domainSchema, { id: 'NewDomain', description: 'A streaming domain.' })
  .add(domainSettingsSchema, { id: 'DomainSettings', description: 'A domain without its name.' })
  .add(domainChangeSchema, {
    id: 'DomainChange',
    description: 'What is to be changed of a domain.',
  })
  .add(domainViewSchema, { id: 'Domain', description: 'A streaming domain.' })
  .add(onDemandSchema, { id: 'OnDemand', description: 'Whom to ask whether to record.' })
  .add(ruleSchema, { id: 'NewRule', description: 'Which streams are recorded, how and when.' })
  .add(ruleChangeSchema, { id: 'RuleChange', description: 'What is to be changed of a rule.' })
  .add(ruleViewSchema, { id: 'Rule', description: 'A rule, its defaults filled in.' })
  .add(ruleMatchSchema, { id: 'RuleMatch', description: 'Which rules match a stream.' })
  .add(liveStreamViewSchema, { id: 'Stream', description: 'What is known of a live stream.' })
  .add(streamNameSchema, { id: 'StreamName', description: 'Names one stream.' })
  .add(streamCommandSchema, { id: 'StreamCommand', description: 'A command to a stream.' })
  .add(recordNowSchema, { id: 'RecordStreams', description: 'Live streams to record now.' })
  .add(recordNowResultSchema, { id: 'RecordedStreams', description: 'What became of each.' })
  .add(pauseInputSchema, { id: 'Pause', description: 'How long to pause at most.' })
  .add(timelineSchema, { id: 'Timeline', description: 'What happened to a recording.' })
  .add(thumbnailViewSchema, { id: 'Thumbnail', description: 'A picture of a keyframe.' })
  .add(sourceSchema, { id: 'NewSource', description: 'A media server that tells of its streams.' })
  .add(sourceChangeSchema, {
    id: 'SourceChange',
    description: 'What is to be changed of a source.',
  })
  .add(sourceViewSchema, { id: 'Source', description: 'A media server, its secrets left out.' })
  .add(sourceWithSecretSchema, { id: 'SourceWithSecret', description: 'A source and its secret.' })
  .add(recorderViewSchema, { id: 'Recorder', description: 'A recorder that shows signs of life.' })
  .add(liveSnapshotSchema, {
    id: 'LiveSnapshot',
    description: 'What is live and what records at one moment.',
  })
  .add(apiKeySchema, { id: 'NewApiKey', description: 'A key of this API.' })
  .add(apiKeyViewSchema, { id: 'ApiKey', description: 'A key of this API, the key left out.' })
  .add(apiKeyWithSecretSchema, { id: 'ApiKeyWithSecret', description: 'A key of this API.' })
  .add(sessionSchema, { id: 'Session', description: 'Who asks.' })
  .add(accessKeySchema, {
    id: 'NewAccessKey',
    description: 'A key with which clients of the foreign APIs sign.',
  })
  .add(accessKeySettingsSchema, {
    id: 'AccessKeySettings',
    description: 'What an access key may do.',
  })
  .add(accessKeyViewSchema, { id: 'AccessKey', description: 'An access key, its secret left out.' })
  .add(accessKeyWithSecretSchema, {
    id: 'AccessKeyWithSecret',
    description: 'An access key and its secret.',
  })
  .add(deliveryViewSchema, { id: 'Delivery', description: 'An event on its way to a receiver.' })
  .add(deliveryWithAttemptsSchema, {
    id: 'DeliveryWithAttempts',
    description: 'A delivery, and what became of each try.',
  })
  .add(endpointSchema, { id: 'NewEndpoint', description: 'A receiver of events.' })
  .add(endpointSettingsSchema, {
    id: 'EndpointSettings',
    description: 'A receiver of events without its secret.',
  })
  .add(endpointChangeSchema, {
    id: 'EndpointChange',
    description: 'What is to be changed of a receiver of events.',
  })
  .add(endpointViewSchema, {
    id: 'Endpoint',
    description: 'A receiver of events, its secrets left out.',
  })
  .add(endpointWithSecretSchema, {
    id: 'EndpointWithSecret',
    description: 'A receiver of events and its secret.',
  })
  .add(renewEndpointSecretSchema, {
    id: 'RenewEndpointSecret',
    description: 'How long the former secret goes on.',
  })
  .add(endpointReplaySchema, { id: 'ReplayToEndpoint', description: 'Which time to send again.' })
  .add(endpointReplayResultSchema, { id: 'ReplayedToEndpoint', description: 'What is sent again.' })
  .add(eventLogPageSchema, { id: 'EventLogPage', description: 'Some events of the log, in order.' })
  .add(streamSkippedEventSchema, {
    id: 'StreamSkippedEvent',
    description: 'A stream is not recorded.',
  })
