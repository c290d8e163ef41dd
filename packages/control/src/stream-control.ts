import type {
  LiveStream,
  OnDemandAnswer,
  Publication,
  RecordingTemplate,
  StreamCommand,
  StreamName,
} from '@tapedeck/domain'

/**
 * Keeps what is recorded in step with what is published, what the rules say and what users command. Every call writes the wish
 * into the stream's record first and then carries it out; what a crash leaves undone, the next `drive` does.
 */
export type StreamControl = {
  /** A stream was published. The same publication told twice changes nothing; another one replaces it. */
  publish(stream: StreamName, publication: Publication): Promise<LiveStream>
  /** A publication ended. One that is not the running one changes nothing. Null: whichever runs. */
  unpublish(stream: StreamName, publicationId: string | null): Promise<void>
  /** What the on-demand callback answered; null when it could not be asked. Too late an answer changes nothing. */
  answer(stream: StreamName, publicationId: string, answer: OnDemandAnswer | null): Promise<void>
  /**
   * Carries out a command. Two callers that race: one wins, the other gets the error of the state that it then finds.
   * @throws TapedeckError STREAM_NOT_LIVE, STREAM_ALREADY_RECORDED, STREAM_NOT_RECORDED, STREAM_NOT_RULED
   */
  command(stream: StreamName, command: StreamCommand): Promise<LiveStream>
  /**
   * Records live streams now, whatever the rules say: until each ends or is stopped (StartRealTimeRecord).
   * @returns in the order of `streams`, the recording's id or the error
   */
  recordNow(
    streams: StreamName[],
    how: { template: RecordingTemplate; templateId: string | null },
  ): Promise<{ stream: StreamName; recordingId: string | null; error: unknown }[]>
  /** Compares a stream's wish with what is, and does what is missing; idempotent. Called for what is due, and by the sweep. */
  drive(stream: StreamName): Promise<void>
}
