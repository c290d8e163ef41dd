export { type FieldProblem, TapedeckApiError } from './api-error.ts'
export { type ClientOptions, createClient, type Tapedeck } from './create-client.ts'
export type { FollowOptions } from './event-stream/follow-events.ts'
export type { components, paths } from './generated/api.ts'
export type { FollowEventsOptions, FollowedEvent, LoggedEvent } from './resources/events.ts'
export type {
  EventsOptions,
  PageQuery,
  RecordingEventEntry,
} from './resources/recording-remains.ts'
export type { RecordingsQuery } from './resources/recordings.ts'
export type { StreamsQuery } from './resources/streams.ts'
export type { Page, RawClient, Schemas } from './schemas.ts'
export { verifyWebhook, type WebhookEvent, WebhookSignatureError } from './verify-webhook.ts'
