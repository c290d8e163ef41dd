import { createHash } from 'node:crypto'
import { nameMember } from './name-member.ts'

const prefix = 'tapedeck:'
const recordingKey = (id: string): string => `${prefix}recording:${id}`
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
  /** Channel: ids of recordings whose desired state or hand-over changed. */
  control: `${prefix}control`,
  /** Stream: events that wait for the delivery queue. */
  outbox: `${prefix}outbox`,
  /** Consumer group of the outbox. */
  outboxGroup: 'notifier',
  /** String with an expiry: an event that belongs to no recording was put into the outbox. Hashed as above. */
  told: (eventId: string): string => `${prefix}told:${hashOf(eventId)}`,
  /** Sorted set of scores 0: pictures of a recording by time. */
  thumbnails: (id: string): string => `${recordingKey(id)}:thumbnails`,
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
  /** String with an expiry: what one call answered, for the case that it is sent twice. */
  answer: (nonce: string): string => `${prefix}answer:${nonce}`,
  recorder: (id: string): string => `${prefix}recorder:${id}`,
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
