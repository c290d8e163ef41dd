import { createHash } from 'node:crypto'
import { nameMember } from './name-member.ts'

const prefix = 'tapedeck:'
const recordingKey = (id: string): string => `${prefix}recording:${id}`
/** The beginning of such keys when neither is given. */
const fileIndexName = (format: string, of: string): string =>
  format === '' ? '' : `${format}:${of}`
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Every key and channel that Tapedeck uses in Redis.
 * Indexes are sorted sets of which every score is 0: their members (`indexMember`) sort by age.
 */
export const keys = {
  /** Hash: the record, its revision, state, newest generation. */
  recording: recordingKey,
  /** String with an expiry: who drives the recording. */
  lease: (id: string): string => `${recordingKey(id)}:lease`,
  /** String with an expiry: live figures. */
  progress: (id: string): string => `${recordingKey(id)}:progress`,
  /** Hash: file id to file. */
  files: (id: string): string => `${recordingKey(id)}:files`,
  /** List: file ids in the order in which they were stored. */
  fileOrder: (id: string): string => `${recordingKey(id)}:file-order`,
  /** Hash: `<generation>.owner` to who drove it, `<generation>.start` to how its media began. */
  generations: (id: string): string => `${recordingKey(id)}:generations`,
  /** Hash: `<output>.<sequence>` to the cycle that is being recorded. */
  openCycles: (id: string): string => `${recordingKey(id)}:open-cycles`,
  /** Hash: number to piece, and under `of` the upload that they are pieces of. Scripts put this key together themselves. */
  openCyclePieces: (id: string, cycle: string): string =>
    `${recordingKey(id)}:open-cycles:${cycle}`,
  /** Set: ids of recordings that have open cycles. */
  recordingsWithOpenCycles: `${prefix}recordings-with-open-cycles`,
  /** Hash with an expiry: a recorder's offer to pass the recording on, and how far that is. */
  handover: (id: string): string => `${recordingKey(id)}:handover`,
  /** List: the newest commands to the recording, as JSON. */
  commands: (id: string): string => `${recordingKey(id)}:commands`,
  /** Set: ids of the recording.degraded events that were told. */
  degradations: (id: string): string => `${recordingKey(id)}:degradations`,
  /** Stream: the newest events of one recording. */
  events: (id: string): string => `${recordingKey(id)}:events`,
  /** Channel: one message per new event of one recording. */
  news: (id: string): string => `${recordingKey(id)}:news`,
  /** Index of all recordings. */
  recordings: `${prefix}recordings`,
  /** Index of recordings in one state. */
  recordingsInState: (state: string): string => `${prefix}recordings:${state}`,
  /** Index of recordings in non-final states. */
  unfinishedRecordings: `${prefix}recordings-unfinished`,
  /** Sorted set: members of the indexes by the time at which their records expire. */
  expiringRecordings: `${prefix}recordings-expiring`,
  /** Hash: which recording an idempotency key made. Hashed, because callers choose its length. */
  idempotency: (key: string): string => `${prefix}idempotency:${hashOf(key)}`,
  /** String: which recording alone may use the keys of a key space as they are. Hashed, because users choose its length. */
  keySpace: (name: string): string => `${prefix}key-space:${hashOf(name)}`,
  /** Channel: ids of recordings whose desired state or hand-over changed. */
  control: `${prefix}control`,
  /** Stream: the newest events of all recordings. It has the name of the outbox that it was, whose entries are read from it. */
  eventLog: `${prefix}outbox`,
  /** Channel: one message per new entry of the event log. */
  eventLogNews: `${prefix}event-log-news`,
  /** Hash: `cursor` up to which deliveries were made, `nonce` of the call that moved it. */
  relay: `${prefix}relay`,
  /** String with an expiry: which notifier reads the event log. */
  relayLead: `${prefix}relay-lead`,
  /** String with an expiry: an event that belongs to no recording was put into the event log. Hashed as above. */
  told: (eventId: string): string => `${prefix}told:${hashOf(eventId)}`,
  /** Sorted set of scores 0: pictures of a recording by time. */
  thumbnails: (id: string): string => `${recordingKey(id)}:thumbnails`,
  /** List: blocks of the keys of older pictures, the oldest first. */
  thumbnailBlocks: (id: string): string => `${recordingKey(id)}:thumbnail-blocks`,
  template: (id: string): string => `${prefix}template:${id}`,
  /** Index of all templates. */
  templates: `${prefix}templates`,
  /** Index of the rules that name a template. */
  templateRules: (id: string): string => `${prefix}template-rules:${id}`,
  /** Strings and index of domains; members are encoded names. */
  domain: (name: string): string => `${prefix}domain:${nameMember(name)}`,
  domains: `${prefix}domains`,
  /** Indexes of the rules and of the ingest sources that name a domain. */
  domainRules: (name: string): string => `${prefix}domain-rules:${nameMember(name)}`,
  domainSources: (name: string): string => `${prefix}domain-sources:${nameMember(name)}`,
  rule: (id: string): string => `${prefix}rule:${id}`,
  /** Index of all rules. */
  rules: `${prefix}rules`,
  /** Hash: encoded pattern to the id of its rule. */
  rulePatterns: `${prefix}rule-patterns`,
  /** Sorted set of scores 0: streams that a rule records, as encoded names. */
  ruleExecuting: (id: string): string => `${prefix}rule-executing:${id}`,
  source: (id: string): string => `${prefix}source:${id}`,
  /** Index of all ingest sources. */
  sources: `${prefix}sources`,
  /** Hash: the record of a stream, its revision, and what the indexes hold of it. */
  stream: (member: string): string => `${prefix}stream:${member}`,
  /** Sorted set of scores 0: streams as encoded names. */
  streams: `${prefix}streams`,
  /** The same of those that are published or recorded. */
  activeStreams: `${prefix}streams-active`,
  /** Sorted set: streams by the time when something is due. */
  dueStreams: `${prefix}streams-due`,
  /** Sorted set: streams by the time at which their records expire. */
  expiringStreams: `${prefix}streams-expiring`,
  /** Hash: a recording's id to the stream that drives it, as encoded names. */
  streamsOfRecordings: `${prefix}streams-of-recordings`,
  /** Hash: id to objects that are to be removed from storage, deflated. */
  retention: `${prefix}retention`,
  /** Sorted set: their ids by the time when they are due. */
  retentionDue: `${prefix}retention-due`,
  /** List: such blocks of a recording, kept beside its entry; goes with that. */
  retainedThumbnails: (id: string): string => `${prefix}retained-thumbnails:${id}`,
  /**
   * Sorted sets: ids of stored files by the time at which they begin, of one format each; streams are encoded names. A file is
   * either of a job or of a stream. That of jobs has the name of the index of all files that it was.
   */
  filesOfJobs: (format: string): string => `${prefix}files:${format}`,
  filesOfStream: (format: string, member: string): string =>
    `${prefix}files-of-stream:${fileIndexName(format, member)}`,
  filesOfRecording: (format: string, id: string): string =>
    `${prefix}files-of-recording:${fileIndexName(format, id)}`,
  /** Hash: a recording's indexed files, id to format and time at which it was stored. */
  indexedFiles: (id: string): string => `${prefix}indexed-files:${id}`,
  /** Hash: a recording that has indexed files to its stream, as encoded names. */
  streamsOfFiles: `${prefix}streams-of-files`,
  /** String: what former versions had in both of these indexes was taken out of one of them. */
  fileIndexSorted: `${prefix}file-index-sorted`,
  /** Sorted set: recordings with indexed files by the time at which their records expire. */
  expiringFiles: `${prefix}files-expiring`,
  /** Hash: id of a template or rule to what a foreign API says of it; sorted set: their ids by number; the last number. */
  dialectNotes: (kind: string): string => `${prefix}notes:${kind}`,
  dialectNoteNumbers: (kind: string): string => `${prefix}note-numbers:${kind}`,
  dialectNoteCount: (kind: string): string => `${prefix}note-count:${kind}`,
  /** String: an access key of the foreign APIs. */
  accessKey: (id: string): string => `${prefix}access-key:${id}`,
  /** Index of all access keys. */
  accessKeys: `${prefix}access-keys`,
  /** String: a key of the native API, its hash in it; index of all of them. */
  apiKey: (id: string): string => `${prefix}api-key:${id}`,
  apiKeys: `${prefix}api-keys`,
  /** String with an expiry: a nonce or signature was used. Hashed, because callers choose its length. */
  usedToken: (token: string): string => `${prefix}used:${hashOf(token)}`,
  /** String with an expiry: which recording stands for a start that may be asked for again. Hashed as above. */
  startClaim: (subject: string): string => `${prefix}start-claim:${hashOf(subject)}`,
  /** String with an expiry: requests in the running window of a limit. Hashed as above. */
  requestCount: (bucket: string): string => `${prefix}requests:${hashOf(bucket)}`,
  /** Strings and index of registered storages; members are encoded names. */
  storage: (name: string): string => `${prefix}storage:${nameMember(name)}`,
  storages: `${prefix}storages`,
  /** Channel: one message per change of a registered storage. */
  storageNews: `${prefix}storage-news`,
  /** Set: templates, rules, unfinished recordings and retained objects that name a registered storage. */
  storageUsers: (name: string): string => `${prefix}storage-users:${name}`,
  /** Hash: each of those users to the names, as JSON. */
  storagesOfUsers: `${prefix}storages-of-users`,
  /** String with an expiry: what one call answered, for the case that it is sent twice. */
  answer: (nonce: string): string => `${prefix}answer:${nonce}`,
  endpoint: (id: string): string => `${prefix}endpoint:${id}`,
  /** Index of all webhook endpoints, and a number that grows with every change of one. */
  endpoints: `${prefix}endpoints`,
  endpointsRevision: `${prefix}endpoints-revision`,
  /** Hash: the record of a delivery, and what its other keys are found by. */
  delivery: (id: string): string => `${prefix}delivery:${id}`,
  /** Hash: an event with its context, and for how many deliveries it is kept. */
  deliveryEvent: (eventId: string): string => `${prefix}delivery-event:${eventId}`,
  /** Hash: how a lane of deliveries stands; absent while nothing went wrong in it. */
  lane: (id: string): string => `${prefix}lane:${id}`,
  /** List: ids of the deliveries of a lane, the one that is sent first. */
  laneQueue: (id: string): string => `${prefix}lane:${id}:queue`,
  /** String with an expiry: who works on a lane. */
  laneLock: (id: string): string => `${prefix}lane:${id}:lock`,
  /** Sorted set: lanes that hold deliveries, by the time when there is something to do. */
  lanes: `${prefix}lanes`,
  /** Indexes of deliveries: all, of one state, of one recording, of one endpoint. */
  deliveries: `${prefix}deliveries`,
  deliveriesInState: (state: string): string => `${prefix}deliveries:${state}`,
  deliveriesOfRecording: (id: string): string => `${prefix}deliveries-of-recording:${id}`,
  deliveriesOfEndpoint: (id: string): string => `${prefix}deliveries-of-endpoint:${id}`,
  /** Sorted set: ids of deliveries that are delivered or dead, by the time when they became that. */
  finishedDeliveries: `${prefix}deliveries-finished`,
  /** Hash: a receiver to how many deliveries wait for it. */
  pendingOfReceivers: `${prefix}deliveries-pending-of-receivers`,
  recorder: (id: string): string => `${prefix}recorder:${id}`,
  /** String with a long expiry: an operator wants the recorder drained. */
  recorderDrain: (id: string): string => `${prefix}recorder-drain:${id}`,
  /** Set: ids of recorders that showed a sign of life. */
  recorders: `${prefix}recorders`,
  /** What BullMQ puts before its own keys. */
  queuePrefix: `${prefix}queue`,
} as const

const timeDigits = 15

/** The part of an index member that carries the time, for bounds of ranges. */
export const indexTime = (ms: number): string => String(ms).padStart(timeDigits, '0')

/** A member of an index: sorts by time, then by id. */
export const indexMember = (ms: number, id: string): string => `${indexTime(ms)}:${id}`

/** The id in a member of an index. */
export const idOfMember = (member: string): string => member.slice(timeDigits + 1)
