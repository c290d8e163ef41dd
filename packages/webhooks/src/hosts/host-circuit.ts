/**
 * What is remembered of a host that failed to answer. Closed: `openUntilMs` is null. Open: the host is left alone until then.
 * Half-open: that time is over, and one try shows whether it answers again. Times are of a clock that does not jump.
 */
export type HostCircuit = {
  /** Tries in a row without an answer. */
  failures: number
  /** How often in a row it was opened. */
  openings: number
  openUntilMs: number | null
  /** When the try that shows whether the host answers was let through; null when none is out. */
  testSinceMs: number | null
}

/** `testMs`: a test that did not come back for so long is forgotten. */
export const circuitLimits = {
  failures: 5,
  firstOpenMs: 10_000,
  maxOpenMs: 120_000,
  testMs: 30_000,
} as const

/** How long a host is left alone when it is opened for the nth time in a row. */
const openMsOf = (openings: number): number =>
  Math.min(circuitLimits.maxOpenMs, circuitLimits.firstOpenMs * 2 ** (openings - 1))

/** 'go', 'test' when this try shows whether the host answers again, or milliseconds for which it is to be left alone. */
export const admission = (
  circuit: HostCircuit | undefined,
  nowMs: number,
): 'go' | 'test' | number => {
  if (circuit === undefined || circuit.openUntilMs === null) return 'go'
  if (nowMs < circuit.openUntilMs) return circuit.openUntilMs - nowMs
  const { testSinceMs } = circuit
  return testSinceMs === null || nowMs - testSinceMs >= circuitLimits.testMs ? 'test' : 0
}

/** The circuit while its test is out. */
export const testing = (circuit: HostCircuit, nowMs: number): HostCircuit => ({
  ...circuit,
  testSinceMs: nowMs,
})

const closed: HostCircuit = { failures: 0, openings: 0, openUntilMs: null, testSinceMs: null }

/**
 * The circuit after a try; null when there is nothing to remember.
 * @param hasAnswered null when nothing was sent
 */
export const afterTry = (
  circuit: HostCircuit = closed,
  hasAnswered: boolean | null,
  nowMs: number,
): HostCircuit | null => {
  if (hasAnswered === true) return null
  if (hasAnswered === null) return circuit.failures === 0 ? null : { ...circuit, testSinceMs: null }
  const failures = circuit.failures + 1
  const isOpen = circuit.openUntilMs !== null && nowMs < circuit.openUntilMs
  // those that were on their way when it was opened say nothing new
  if (isOpen || failures < circuitLimits.failures) return { ...circuit, failures }
  const openings = circuit.openings + 1
  return { failures, openings, openUntilMs: nowMs + openMsOf(openings), testSinceMs: null }
}
