import type { Degradation } from '@tapedeck/domain'
import type { Lease } from '@tapedeck/store'
import { encoderBehind } from '../rendition-pull.ts'
import type { FragmentReceiver, LeftOutTrack } from './fragment-receiver.ts'
import type { RecordWriter } from './record-writer.ts'

/** A track that appeared in mid-stream and is not recorded, for people; told once of each pull. */
const trackLeftOut = (
  { generation }: Pick<Lease, 'generation'>,
  { track, pull }: LeftOutTrack,
): Degradation => ({
  cause: 'track_left_out',
  detail: `The ${track} of the stream came late once more and is not recorded, until the stream is pulled anew.`,
  occurrence: `${generation}-${pull}-${track}`,
})

/** A picture that stopped while the sound goes on, for people. */
const pictureStopped = ({ generation }: Pick<Lease, 'generation'>, pull: number): Degradation => ({
  cause: 'picture_stopped',
  detail: 'No picture comes any more, while the sound goes on.',
  occurrence: `${generation}-${pull}`,
})

/** Tells the record what of the stream is not received as it is sent. */
export const tellOfReceiver = (
  receiver: Pick<FragmentReceiver, 'onEncoderBehind' | 'onTrackLeftOut' | 'onPictureStopped'>,
  record: Pick<RecordWriter, 'tellSoon'>,
  lease: Lease,
  clock: () => number,
): void => {
  receiver.onEncoderBehind((lagMs) => record.tellSoon(encoderBehind(lease, clock(), lagMs)))
  receiver.onPictureStopped((pull) => record.tellSoon(pictureStopped(lease, pull)))
  receiver.onTrackLeftOut((left) => record.tellSoon(trackLeftOut(lease, left)))
}
