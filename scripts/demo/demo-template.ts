const objectPattern =
  '{AppName}/{StreamName}/{Format}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}'
const slicePattern = '{AppName}/{StreamName}/{Format}/slices/{UnixTimestamp}_{Sequence}'

/** All four formats with the shortest cycles; slices are as long as a cycle or shorter. */
export const demoTemplate = {
  name: 'demo',
  formats: [
    { format: 'mp4', cycleSeconds: 5, objectPattern },
    { format: 'flv', cycleSeconds: 5, objectPattern },
    { format: 'm3u8', cycleSeconds: 5, objectPattern, sliceSeconds: 5, slicePattern },
    { format: 'cmaf', cycleSeconds: 5, objectPattern, sliceSeconds: 5, slicePattern },
  ],
  waitSeconds: 30,
  mergeWindowSeconds: 5,
}
