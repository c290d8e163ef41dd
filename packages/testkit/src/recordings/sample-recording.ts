import { newRecording, plainTemplate, type Recording } from '@tapedeck/domain'

/** An accepted recording as the API stores it, with what a test needs to be different. */
export const sampleRecording = (part: Partial<Recording> = {}): Recording => ({
  ...newRecording({
    id: 'rec_sample',
    name: 'sample',
    source: { type: 'rtmp', url: 'rtmp://live.example.com/live/sample-stream' },
    stream: { domain: 'live.example.com', app: 'live', stream: 'sample-stream' },
    templateId: null,
    template: {
      ...plainTemplate,
      name: 'sample',
      formats: [],
      waitSeconds: 180,
      mergeWindowSeconds: 180,
      storage: null,
      notifyUrl: null,
    },
    storage: { type: 's3', bucket: null },
    notifyUrl: null,
    createdAtMs: 1_767_225_600_000,
  }),
  revision: 0,
  ...part,
})
