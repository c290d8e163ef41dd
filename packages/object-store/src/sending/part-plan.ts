/** Most parts of one S3 upload. */
export const maxParts = 10_000

const mib = 1024 * 1024

/**
 * Bytes of part `partNumber` (1-based) of an upload whose size is not known in advance: 8 MiB at first, so that
 * little waits on disk, and growing with the square of the number, so that 10 000 parts hold 5 TiB.
 * A whole number of MiB; 15 MiB at 2.7 GB, 23 MiB at 10 GB, 1.5 GiB for the very last part.
 */
export const planPartBytes = (partNumber: number): number => {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > maxParts)
    throw new RangeError(`There is no part ${partNumber} in an upload.`)
  return (8 + Math.floor(partNumber ** 2 / 64_000)) * mib
}

/**
 * Bytes of every part for stores that want parts of one size. Small enough that little waits on disk and in memory;
 * 10 000 of them hold 156 GiB.
 */
export const equalPartBytes = 16 * mib

/** Where head and body of an object lie in its parts when each has the planned size. */
export type PartPlan = {
  /** Bytes of the body in a full part. */
  bytes(partNumber: number): number
  /** Offset in the body of a part's first byte of it. */
  start(partNumber: number): number
  /** Which bytes of a head of that length stand in a part, before its bytes of the body; end exclusive. */
  head(partNumber: number, headBytes: number): { start: number; end: number }
}

/** A plan that remembers the sums; at most 10 000 numbers. Part 1 carries the whole head on top of its size. */
export const createPartPlan = (partBytes: (partNumber: number) => number): PartPlan => {
  const starts = [0]
  return {
    bytes: partBytes,
    start: (partNumber) => {
      for (let last = starts.length; last < partNumber; last++)
        starts.push((starts[last - 1] ?? 0) + partBytes(last))
      return starts[partNumber - 1] ?? 0
    },
    head: (partNumber, headBytes) => ({ start: 0, end: partNumber === 1 ? headBytes : 0 }),
  }
}

/**
 * A plan in which every part but the last has the same size, head included (Cloudflare R2).
 * @param headBytes exact length of the head; one that is longer than a part goes over several
 */
export const createEqualPartPlan = (partBytes: number, headBytes: number): PartPlan => {
  const start = (partNumber: number): number =>
    Math.max(0, (partNumber - 1) * partBytes - headBytes)
  return {
    start,
    bytes: (partNumber) => start(partNumber + 1) - start(partNumber),
    head: (partNumber) => ({
      start: Math.min((partNumber - 1) * partBytes, headBytes),
      end: Math.min(partNumber * partBytes, headBytes),
    }),
  }
}
