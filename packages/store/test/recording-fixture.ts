import {
  newRecording,
  plainOutput,
  plainTemplate,
  type Recording,
  type RecordingFile,
  type RecordingTemplate,
} from '@tapedeck/domain'

export const template: RecordingTemplate = {
  ...plainTemplate,
  name: 'each minute',
  formats: [
    {
      ...plainOutput,
      name: 'mp4',
      format: 'mp4',
      cycleSeconds: 60,
      maxBytes: null,
      objectPattern: '{StreamName}/{EscapedStartTime}-{EscapedEndTime}',
      sliceSeconds: null,
      slicePattern: null,
    },
  ],
  waitSeconds: 180,
  mergeWindowSeconds: 180,
  storage: null,
  notifyUrl: null,
}

/** The same template as versions before named outputs stored it. */
export const oldTemplate = (fields: object = {}): object => ({
  name: 'each minute',
  formats: [
    {
      format: 'mp4',
      cycleSeconds: 60,
      maxBytes: null,
      objectPattern: '{StreamName}/{EscapedStartTime}-{EscapedEndTime}',
      sliceSeconds: null,
      slicePattern: null,
    },
  ],
  waitSeconds: 180,
  mergeWindowSeconds: 180,
  storage: null,
  notifyUrl: null,
  ...fields,
})

/** A record as the API would make it. */
export const aRecording = (id: string, fields: Partial<Recording> = {}): Recording => ({
  ...newRecording({
    id,
    name: null,
    source: { type: 'rtmp', url: 'rtmp://live.example.org/app/stream' },
    stream: { domain: 'live.example.org', app: 'app', stream: 'stream' },
    templateId: null,
    template,
    storage: { type: 's3', bucket: null },
    notifyUrl: 'https://hooks.example.org/tapedeck',
    createdAtMs: 1_800_000_000_000,
  }),
  ...fields,
})

/** A file as the recorder would tell it. */
export const aFile = (
  recordingId: string,
  sequence: number,
  fields: Partial<RecordingFile> = {},
): RecordingFile => ({
  id: `${recordingId}.mp4.${sequence}`,
  recordingId,
  generation: 1,
  format: 'mp4',
  sequence,
  storageType: 's3',
  bucket: 'tapes',
  key: `${recordingId}/${sequence}.mp4`,
  bytes: 1000,
  crc32: '00000000',
  durationMs: 60_000,
  startedAtMs: 0,
  endedAtMs: 60_000,
  width: 1280,
  height: 720,
  codecs: ['avc1.64001f'],
  slices: [],
  initKey: null,
  ...fields,
})
