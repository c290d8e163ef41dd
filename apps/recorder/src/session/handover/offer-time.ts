/** How long an offer stands by itself from each of its steps on; a step that takes longer is given up before. */
export const offerTtlMs = 600_000

/** How often either side looks at the offer and the lease, whatever messages come. */
export const pollMs = 500

/** Longest time for one step of the successor before it has found the place: to pull the stream, to find it there. */
export const stepMs = 30_000
