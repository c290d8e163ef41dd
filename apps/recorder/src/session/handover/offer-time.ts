/** How long an offer stands by itself from each of its steps on; a step that takes longer is given up before. */
export const offerTtlMs = 600_000
