/** What the request of one try depends on besides the event. */
export type CallbackFacts = {
  /** The URL that is posted to, as the user wrote it. */
  url: string
  /** The authentication key; null sends no signature. */
  key: string | null
  nowMs: number
}
