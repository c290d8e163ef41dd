import { randomUUID } from 'node:crypto'
import { isTapedeckError } from '@tapedeck/contracts'
import type { ObjectStore } from '@tapedeck/object-store'
import { type Finding, ok, problem } from './finding.ts'
import { type FailedStep, stepCount, tryStorage } from './storage-trial.ts'
import { within } from './within.ts'

/** A storage that is tried. */
export type Place = {
  /** What it is called: `s3 storage "recordings"`. */
  where: string
  /** Where its address and keys are set: `TAPEDECK_S3_…`. */
  settings: string
  store: ObjectStore
}

const trialMs = 60_000

const isDenied = (error: unknown): boolean =>
  isTapedeckError(error) && error.code === 'STORAGE_DENIED'

/** Keys that are wrong as a whole, and not one right that is missing. */
const areKeysWrong = (error: unknown): boolean =>
  isDenied(error) &&
  !(error instanceof Error && error.cause instanceof Error && isAboutOneRight(error.cause))

/** A server behind a proxy says no more than 403. */
const isAboutOneRight = ({ name }: Error): boolean =>
  ['AccessDenied', 'Forbidden', '403', 'UnknownError'].includes(name)

const endsTrial = (error: unknown): boolean =>
  areKeysWrong(error) ||
  (isTapedeckError(error) && ['STORAGE_UNREACHABLE', 'STORAGE_NOT_FOUND'].includes(error.code))

const finding = ({ where, settings, store }: Place, failed: FailedStep): Finding => {
  const { error, right, why } = failed
  if (isTapedeckError(error) && error.code === 'STORAGE_NOT_FOUND')
    return problem(
      'storage_missing',
      `${where} does not exist: ${why}`,
      `Make the bucket or directory, or correct ${settings}.`,
    )
  if (isTapedeckError(error) && error.code === 'STORAGE_UNREACHABLE')
    return problem(
      'storage_unreachable',
      `${where} cannot be reached: ${why}`,
      `Start it, or correct ${settings}; look at DNS, firewall, proxy and certificate.`,
    )
  if (areKeysWrong(error))
    return problem(
      'storage_keys',
      `${where} refuses the keys: ${why}`,
      `Correct access key id, secret and region in ${settings}; a clock that is wrong is refused, too.`,
    )
  return problem(
    'storage_right',
    `${where} does not let us ${failed.name}: ${why}`,
    store.type === 's3'
      ? `Allow ${right} on the bucket and its objects.`
      : 'Give the directory to the user of the services.',
  )
}

/** Does with a storage once what a recording does, and says what did not work. Never throws. */
export const tryPlace = async (place: Place): Promise<Finding[]> => {
  const startedAt = performance.now()
  const trial = tryStorage(place.store, `tapedeck-doctor/${randomUUID()}`, endsTrial)
  try {
    const failed = await within(trialMs, trial)
    if (failed.length > 0) return failed.map((step) => finding(place, step))
  } catch {
    return [
      problem(
        'storage_slow',
        `${place.where} took longer than ${trialMs / 1000} s for 11 MB`,
        'Look at the line to it; uploads that are slower than the streams fill the spool.',
      ),
    ]
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const what = `${place.where}: all of ${stepCount} things can be done with it (${seconds} s)`
  return [ok('storage_works', what)]
}
