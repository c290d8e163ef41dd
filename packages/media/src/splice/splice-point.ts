/** A place in one pull: of each track the decoding time, in its ticks, of the first sample behind the place. */
export type SplicePoint = { dts: ReadonlyMap<number, number> }
