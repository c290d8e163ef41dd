import type { IngestKind } from '@tapedeck/domain'

/** What a notification of a media server says, whatever the server. */
export type StreamEvent = {
  kind: 'published' | 'unpublished'
  /** Lower case; null when the server names none. */
  domain: string | null
  app: string
  stream: string
  /** The server's id of the publishing client; null when it tells none. */
  publicationId: string | null
  /** As in `Publication`. */
  codec: string | null
  videoKbps: number | null
  /** As in `Publication`. May hold keys: never log them. */
  args: Record<string, string>
}

/** `other`: something that recordings do not depend on, for instance that somebody plays a stream. */
export type IngestEvent = StreamEvent | { kind: 'other' }

/** A notification as it came over HTTP. */
export type RawNotification = {
  /** Of the body, null when none was sent. Not trusted: some servers send JSON as text. */
  contentType: string | null
  body: string
  /** Of the URL, without what authenticates it. */
  query: Readonly<Record<string, unknown>>
}

/** The answer by which a server knows that its notification was taken. */
export type NotificationAnswer = { status: number; contentType: string; body: string }

/** How notifications of one kind of server are understood and answered. */
export type NotificationFormat = {
  kind: IngestKind
  /** @throws TapedeckError INPUT_INVALID, naming the fields */
  parse(notification: RawNotification): IngestEvent
  answer: NotificationAnswer
  /** True when the server drops the publisher at any other answer. */
  dropsPublishers: boolean
  /** True when the server gives an id to another client later, after a restart. */
  reusesIds: boolean
}

/** A stream that a server says is published now. */
export type PublishedStream = Omit<StreamEvent, 'kind' | 'args'> & {
  /** False when the server's list may show another name than the notification did. */
  hasExactName: boolean
}

/** What a server's own API says. */
export type ServerStreams = {
  streams: PublishedStream[]
  /** False when there were more than are looked at: nothing follows from a stream's absence then. */
  isComplete: boolean
}
