import type { ObjectStore, UploadedPart } from '@tapedeck/object-store'
import { failureText } from './failure-text.ts'

/** What the steps of a trial share. */
type Trial = {
  store: ObjectStore
  /** Begins every key of this trial. */
  prefix: string
  uploadId: string
  parts: UploadedPart[]
}

/** One thing that Tapedeck does with a storage. */
type Step = {
  name: string
  /** The right that S3 asks for it. */
  right: string
  /** A step without which this one makes no sense. */
  after?: string
  /** @throws when the storage refuses it, or answers what is not so */
  run(trial: Trial): Promise<void>
}

/** A step that did not work. */
export type FailedStep = { name: string; right: string; error: unknown; why: string }

const mib = 1024 * 1024
/** The least that S3 takes for a part that is not the last. */
const firstPart = (fill: number): Buffer => Buffer.alloc(5 * mib, fill)
const lastPart = Buffer.alloc(64 * 1024, 3)
const small = Buffer.from('tapedeck doctor\n')
const text = { contentType: 'text/plain' }
const presignSeconds = 60
const answerMs = 10_000

const assertThat = (isSo: boolean, otherwise: string): void => {
  if (!isSo) throw new Error(otherwise)
}

const readLink = async ({ store, prefix }: Trial): Promise<void> => {
  const link = await store.presignGet(`${prefix}/small`, presignSeconds)
  if (link === null) return
  const answer = await fetch(link, { signal: AbortSignal.timeout(answerMs) })
  const body = Buffer.from(await answer.arrayBuffer())
  assertThat(answer.ok, `the link is answered with HTTP ${answer.status}`)
  assertThat(body.equals(small), 'the link gives something else than was stored')
}

const abortUpload = async ({ store, prefix }: Trial): Promise<void> => {
  const key = `${prefix}/aborted`
  const { uploadId } = await store.createUpload(key, text)
  await store.putPart(key, uploadId, 1, small)
  await store.abortUpload(key, uploadId)
  const left = await store.listUploads(key)
  assertThat(
    left.every((upload) => upload.uploadId !== uploadId),
    'an aborted upload is still listed',
  )
}

/** Several keys at once and one alone, which are two requests of S3; some are not there, which is no error. */
const removeAll = async ({ store, prefix }: Trial): Promise<void> => {
  const names = ['large', 'copy', 'head', 'aborted', 'none']
  await store.remove(names.map((name) => `${prefix}/${name}`))
  await store.remove([`${prefix}/small`])
  const left = await store.list(`${prefix}/`)
  assertThat(left.length === 0, `${left.length} objects are still there`)
}

/** In the order in which they are tried. */
const steps: readonly Step[] = [
  {
    name: 'store an object',
    right: 's3:PutObject',
    run: async ({ store, prefix }) => {
      await store.put(`${prefix}/small`, small, text)
    },
  },
  {
    name: 'read an object',
    right: 's3:GetObject',
    after: 'store an object',
    run: async ({ store, prefix }) => {
      const { bytes } = await store.head(`${prefix}/small`)
      assertThat(bytes === small.length, `${bytes} bytes were stored of ${small.length}`)
      const read = await store.get(`${prefix}/small`, { start: 0, end: 7 })
      assertThat(read.equals(small.subarray(0, 8)), 'a range gives something else')
    },
  },
  {
    name: 'list objects',
    right: 's3:ListBucket',
    after: 'store an object',
    run: async ({ store, prefix }) => {
      const found = await store.list(`${prefix}/`)
      assertThat(found.length === 1, `${found.length} objects are listed of 1`)
    },
  },
  {
    name: 'read over a link',
    right: 's3:GetObject',
    after: 'read an object',
    run: readLink,
  },
  {
    name: 'begin a multipart upload',
    right: 's3:PutObject',
    run: async (trial) => {
      const key = `${trial.prefix}/large`
      trial.uploadId = (await trial.store.createUpload(key, text)).uploadId
      const send = (number: number, body: Buffer) =>
        trial.store.putPart(key, trial.uploadId, number, body)
      // as files are sent: the head of a file goes up again when its end is known
      await send(1, firstPart(1))
      const last = await send(2, lastPart)
      trial.parts = [await send(1, firstPart(2)), last]
    },
  },
  {
    name: 'list multipart uploads',
    right: 's3:ListBucketMultipartUploads',
    after: 'begin a multipart upload',
    run: async ({ store, prefix, uploadId }) => {
      const found = await store.listUploads(`${prefix}/`)
      assertThat(
        found.some((upload) => upload.uploadId === uploadId),
        'an upload that was begun is not listed',
      )
    },
  },
  {
    name: 'list parts',
    right: 's3:ListMultipartUploadParts',
    after: 'begin a multipart upload',
    run: async ({ store, prefix, uploadId }) => {
      const found = await store.listParts(`${prefix}/large`, uploadId)
      assertThat(found.length === 2, `${found.length} parts are listed of 2`)
    },
  },
  {
    name: 'complete a multipart upload',
    right: 's3:PutObject',
    after: 'begin a multipart upload',
    run: async ({ store, prefix, uploadId, parts }) => {
      const key = `${prefix}/large`
      await store.completeUpload(key, uploadId, parts)
      const { bytes } = await store.head(key)
      assertThat(bytes === 5 * mib + lastPart.length, `the object has ${bytes} bytes`)
      const [first] = await store.get(key, { start: 0, end: 0 })
      assertThat(first === 2, 'a part that was sent again did not replace the first one')
    },
  },
  {
    name: 'copy an object',
    right: 's3:GetObject and s3:PutObject',
    after: 'complete a multipart upload',
    run: async ({ store, prefix }) => {
      await store.copy(`${prefix}/large`, `${prefix}/copy`)
      const { bytes } = await store.copy(`${prefix}/large`, `${prefix}/head`, { firstBytes: mib })
      assertThat(bytes === mib, `a copy of the first ${mib} bytes has ${bytes}`)
    },
  },
  {
    name: 'abort a multipart upload',
    right: 's3:AbortMultipartUpload',
    after: 'begin a multipart upload',
    run: abortUpload,
  },
  {
    name: 'delete objects',
    right: 's3:DeleteObject',
    after: 'store an object',
    run: removeAll,
  },
]

/** How many steps there are. */
export const stepCount = steps.length

/** Takes away what is left of a trial; a right that is missing was told of already. */
const cleanUp = async ({ store, prefix }: Trial): Promise<void> => {
  try {
    for (const { key, uploadId } of await store.listUploads(`${prefix}/`))
      await store.abortUpload(key, uploadId)
    for (const { key } of await store.list(`${prefix}/`)) await store.remove([key])
  } catch {
    // told of by the step that failed for it
  }
}

/**
 * Does once with a storage all that a recording does, below a prefix of its own, and takes it away again.
 * @param endsTrial says of a failure that no other step can do better
 * @returns the steps that failed; those that depend on one of them are left out
 */
export const tryStorage = async (
  store: ObjectStore,
  prefix: string,
  endsTrial: (error: unknown) => boolean,
): Promise<FailedStep[]> => {
  const trial: Trial = { store, prefix, uploadId: '', parts: [] }
  const failed: FailedStep[] = []
  const undone = new Set<string>()
  for (const { name, right, after, run } of steps) {
    if (after !== undefined && undone.has(after)) {
      undone.add(name)
      continue
    }
    try {
      await run(trial)
    } catch (error) {
      undone.add(name)
      failed.push({ name, right, error, why: failureText(error) })
      if (endsTrial(error)) return failed
    }
  }
  if (failed.length > 0) await cleanUp(trial)
  return failed
}
