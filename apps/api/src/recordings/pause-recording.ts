import { isTapedeckError, TapedeckError } from '@tapedeck/contracts'
import { type DesiredPause, isFinal, type Recording, type StreamName } from '@tapedeck/domain'
import type { ApiContext } from '../api-context.ts'
import { findRecording, foundRecording } from './find-recording.ts'

const notRunning = (why: string, cause?: unknown): TapedeckError =>
  new TapedeckError('RECORDING_NOT_RUNNING', { detail: `The recording ${why}.`, cause })

/** @throws TapedeckError RECORDING_NOT_RUNNING when it has ended, or is about to */
const assertRunning = ({ state, desired }: Recording): void => {
  if (isFinal(state) || state === 'finalizing') throw notRunning(`is ${state}`)
  if (desired.stop !== null) throw notRunning('is being stopped')
}

/** What drives a live stream's recordings would undo what is done behind its back: it is told. */
const commandOf = async (
  { store, control }: ApiContext,
  recording: Recording,
  stream: StreamName,
  command: 'pause' | 'resume',
): Promise<Recording> => {
  try {
    await control.command(stream, command)
  } catch (error) {
    const isOurs = isTapedeckError(error) && error.code.startsWith('STREAM_NOT_')
    throw isOurs ? notRunning('is not the one that runs of its stream', error) : error
  }
  return foundRecording(await store.recordings.get(recording.id), recording.id)
}

/** The stream whose control runs the recording now; null when none does. */
const drivingStream = async ({ store }: ApiContext, id: string): Promise<StreamName | null> => {
  const stream = await store.streams.ofRecording(id)
  if (stream === null) return null
  const live = await store.streams.get(stream)
  const driven = live?.recordings.find(({ recordingId }) => recordingId === id)
  if (driven?.wish === 'end' || driven?.wish === 'replaced') throw notRunning('is being ended')
  return driven === undefined ? null : stream
}

const change = async (
  { store }: ApiContext,
  id: string,
  pause: DesiredPause | null,
): Promise<Recording> => {
  const recording = foundRecording(await store.recordings.setDesired(id, { pause }), id)
  // it may have been stopped meanwhile
  assertRunning(recording)
  return recording
}

/**
 * Has the stream skipped for a while; asking again for the same changes nothing.
 * @param stopAfterSeconds the recording is stopped when it was paused for so long; null for never
 * @throws TapedeckError RECORDING_NOT_FOUND, RECORDING_NOT_RUNNING, INPUT_INVALID
 */
export const pauseRecording = async (
  context: ApiContext,
  id: string,
  stopAfterSeconds: number | null,
): Promise<Recording> => {
  const recording = await findRecording(context, id)
  assertRunning(recording)
  const stream = await drivingStream(context, id)
  if (stream !== null) {
    if (stopAfterSeconds !== null)
      throw new TapedeckError('INPUT_INVALID', {
        detail: 'stopAfterSeconds: a live stream has the delay of its rule; use its command stop',
        problems: [
          { field: 'stopAfterSeconds', message: 'is not for the recording of a live stream' },
        ],
      })
    return commandOf(context, recording, stream, 'pause')
  }
  const stopAfterMs = stopAfterSeconds === null ? null : stopAfterSeconds * 1000
  const current = recording.desired.pause ?? null
  // asked again, the delay goes on from when it began
  const sinceMs = current?.stopAfterMs === stopAfterMs ? current.sinceMs : context.clock()
  return change(context, id, { sinceMs, stopAfterMs })
}

/**
 * Has the stream recorded again; asking again changes nothing.
 * @throws TapedeckError RECORDING_NOT_FOUND, RECORDING_NOT_RUNNING
 */
export const resumeRecording = async (context: ApiContext, id: string): Promise<Recording> => {
  const recording = await findRecording(context, id)
  assertRunning(recording)
  const stream = await drivingStream(context, id)
  return stream === null
    ? change(context, id, null)
    : commandOf(context, recording, stream, 'resume')
}
