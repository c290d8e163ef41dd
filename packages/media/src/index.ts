export * from './cmaf/cmaf-composer.ts'
export * from './composer.ts'
export { createFlvComposer } from './flv/flv-composer.ts'
export { unsupportedTracks } from './format-support.ts'
export * from './fragment.ts'
export { type MediaPlaylist, type PlaylistSlice, renderMediaPlaylist } from './hls/playlist.ts'
export { relativeUri } from './hls/relative-uri.ts'
export * from './hls/slice-playlist.ts'
export * from './media-line.ts'
export * from './mp4/fragment-reader.ts'
export {
  fragmentEndMs,
  fragmentStartMs,
  rebaseFragment,
  startsWithKeyframe,
} from './mp4/fragment-time.ts'
export * from './mp4/init-fingerprint.ts'
export { parseInitSegment } from './mp4/init-segment.ts'
export { createMp4Composer } from './mp4/mp4-composer.ts'
export { selectInit, selectSamples, tracksOfKinds } from './select-tracks.ts'
export { cutAt } from './splice/cut-at.ts'
export { SpliceFinder } from './splice/splice-finder.ts'
export type { SplicePoint } from './splice/splice-point.ts'
export { streamStartOf } from './splice/stream-start.ts'
export * from './track.ts'
export { createTsComposer } from './ts/ts-composer.ts'
