import { createGrowingUpload, equalPartBytes, type SentObject } from '@tapedeck/object-store'
import type { WorkFile } from '@tapedeck/spool'
import { reliably } from '../reliably.ts'
import type { OutputContext } from './cycle.ts'
import type { StorageLeg } from './storage-choice.ts'

/** Sends a file that is finished in its work file, whole and to its final key: nothing of it is in that storage yet. */
export const sendWhole = (
  context: OutputContext,
  leg: StorageLeg,
  file: { key: string; contentType: string; work: WorkFile; head: Buffer },
): Promise<SentObject> => {
  const headBytes = file.head.length
  const upload = createGrowingUpload({
    ...leg.sendOptions(),
    ...(leg.objects.needsEqualParts
      ? { equalParts: { partBytes: equalPartBytes, headBytes } }
      : {}),
    key: file.key,
    contentType: file.contentType,
    workFile: file.work.path,
    beforeComplete: () => reliably(context, () => context.assertHeld()),
  })
  upload.grown(file.work.bytes)
  return upload.finish(file.head)
}
