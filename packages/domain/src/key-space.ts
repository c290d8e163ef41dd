import { extensionOf, sliceMarkOf } from './extension-of.ts'
import { namesRecording, renderFixed } from './naming-pattern.ts'
import { storageOfOutput } from './output-storage.ts'
import type { Recording } from './recording.ts'
import type { FormatPlan, StorageTarget } from './template.ts'

/** What stands behind the patterns of a recording whose keys others might have. */
const keyMark = '_{RecordingId}'

const pictureExtension = '.jpg'
const sliceExtensions = { m3u8: '.ts', cmaf: '.m4s', mp4: '', flv: '' } as const

/** Keys that one pattern of a recording may render to at one place, whatever the time and the sequence. */
export type KeySpace = {
  /** The same for every recording that may render to the same keys. */
  name: string
  of: 'objects' | 'slices' | 'thumbnails'
  /** Null for thumbnails. */
  output: string | null
}

type Keyed = Pick<Recording, 'id' | 'stream' | 'storage' | 'template'>

/** Endings of an output's finished objects, as they are and as they are told apart, and of their posters. */
const objectEndings = (plan: FormatPlan, { formats, posters }: Keyed['template']): string[] => {
  const own = [extensionOf(plan, []), extensionOf(plan, formats)]
  if (posters == null) return own
  return [...own, ...own.map((extension) => extension.replace(/\.[^.]+$/, pictureExtension))]
}

const sliceEndings = (plan: FormatPlan, recording: Keyed): string[] => {
  const extension = sliceExtensions[plan.format]
  return [extension, sliceMarkOf(plan, recording) + extension]
}

/**
 * The key spaces of a recording. None of a pattern that names the recording: its keys are its own.
 * @param placeOf names the bucket or directory of a target, however that is told
 */
export const keySpacesOf = (
  recording: Keyed,
  placeOf: (target: StorageTarget) => string,
): KeySpace[] => {
  const { id, stream, storage, template } = recording
  const named = (target: StorageTarget, pattern: string, endings: string[], plan?: FormatPlan) => {
    if (namesRecording(pattern)) return []
    const { format = 'jpg', name: output = 'jpg' } = plan ?? {}
    const fixed = renderFixed(pattern, { recordingId: id, ...stream, format, output })
    return [...new Set(endings)].map((ending) => `${placeOf(target)}/${fixed}${ending}`)
  }
  const ofOutput = (plan: FormatPlan): KeySpace[] => {
    const target = storageOfOutput(recording, plan.name)
    const { objectPattern, slicePattern } = plan
    const objects = named(target, objectPattern, objectEndings(plan, template), plan)
    const slices =
      slicePattern === null ? [] : named(target, slicePattern, sliceEndings(plan, recording), plan)
    return [
      ...objects.map((name): KeySpace => ({ name, of: 'objects', output: plan.name })),
      ...slices.map((name): KeySpace => ({ name, of: 'slices', output: plan.name })),
    ]
  }
  const thumbnails =
    template.thumbnails == null
      ? []
      : named(storage, template.thumbnails.objectPattern, [pictureExtension])
  return [
    ...template.formats.flatMap(ofOutput),
    ...thumbnails.map((name): KeySpace => ({ name, of: 'thumbnails', output: null })),
  ]
}

/**
 * The recording with its id behind every pattern that has one of these key spaces. The copy of the template that it keeps is
 * what all its keys are made of, so that whoever goes on with it makes the same.
 * @param held those of its spaces that other recordings hold
 */
export const withKeyMarks = (recording: Recording, held: readonly KeySpace[]): Recording => {
  const { template } = recording
  const isHeld = (of: KeySpace['of'], output: string | null): boolean =>
    held.some((space) => space.of === of && space.output === output)
  const formats = template.formats.map((plan): FormatPlan => {
    const { name, objectPattern, slicePattern } = plan
    return {
      ...plan,
      objectPattern: isHeld('objects', name) ? objectPattern + keyMark : objectPattern,
      slicePattern:
        slicePattern !== null && isHeld('slices', name) ? slicePattern + keyMark : slicePattern,
    }
  })
  const thumbnails =
    template.thumbnails != null && isHeld('thumbnails', null)
      ? { ...template.thumbnails, objectPattern: template.thumbnails.objectPattern + keyMark }
      : template.thumbnails
  return { ...recording, template: { ...template, formats, thumbnails } }
}
