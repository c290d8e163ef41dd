import { patternOfOutput } from './naming-pattern.ts'
import { isSameStorage, type OutputPlaces, storageOfOutput } from './output-storage.ts'
import type { FormatPlan } from './template.ts'

const extensions = { mp4: '.mp4', flv: '.flv', m3u8: '.m3u8', cmaf: '.m3u8' } as const

/** The pattern of a finished object as this output fills it in. */
const objectPatternOf = (plan: FormatPlan): string => patternOfOutput(plan.objectPattern, plan)

/**
 * Extension of an output's finished object, with its dot. m3u8 and cmaf both end in a playlist; of two that lie in the
 * same storage and whose patterns come to the same, the cmaf one is told apart.
 */
export const extensionOf = (plan: FormatPlan, all: FormatPlan[]): string => {
  const isShared =
    plan.format === 'cmaf' &&
    all.some(
      (other) =>
        other.format === 'm3u8' &&
        isSameStorage(other.storage, plan.storage) &&
        objectPatternOf(other) === objectPatternOf(plan),
    )
  return isShared ? '.cmaf.m3u8' : extensions[plan.format]
}

/** The pattern of its slices; without one they lie under the recording. */
const slicePatternOf = (plan: FormatPlan): string | null =>
  plan.slicePattern === null ? null : patternOfOutput(plan.slicePattern, plan)

/**
 * What stands behind the keys of an output's slices, in front of the extension: nothing, or its name when an output
 * before it has slices of the same format, in the same storage, whose keys would be the same.
 */
export const sliceMarkOf = (plan: FormatPlan, recording: OutputPlaces): string => {
  const { formats } = recording.template
  const before = formats.slice(
    0,
    Math.max(
      0,
      formats.findIndex(({ name }) => name === plan.name),
    ),
  )
  const storageOf = ({ name }: FormatPlan) => storageOfOutput(recording, name)
  const isShared = before.some(
    (other) =>
      other.format === plan.format &&
      isSameStorage(storageOf(other), storageOf(plan)) &&
      slicePatternOf(other) === slicePatternOf(plan),
  )
  return isShared ? `_${plan.name}` : ''
}
