import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileView } from '@tapedeck/contracts'
import { createS3Store, type ObjectStore } from '@tapedeck/object-store'
import {
  type NginxRtmp,
  type Stack,
  type StackOptions,
  startNginxRtmp,
  startStack,
  startWebhookReceiver,
  type WebhookReceiver,
} from '@tapedeck/testkit'

/** Everything that an end-to-end test needs: a stack, a source server, a receiver, a directory and a look into the store. */
export type World = {
  stack: Stack
  rtmp: NginxRtmp
  receiver: WebhookReceiver
  objects: ObjectStore
  directory: string
  stop(): Promise<void>
}

/** Settings that make a test's silence short. */
export const quickEnv = { TAPEDECK_SOURCE_TIMEOUT_MS: '3000' }

/** A world on a stack that is there; `leave` does with the stack what must be done at the end. */
export const worldOn = async (stack: Stack, leave: () => Promise<void>): Promise<World> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-e2e-'))
  const rtmp = await startNginxRtmp()
  const receiver = await startWebhookReceiver({ secret: stack.webhookSecret })
  const objects = createS3Store(stack.s3)
  return {
    stack,
    rtmp,
    receiver,
    objects,
    directory,
    async stop() {
      await leave()
      objects.close()
      await receiver.stop()
      await rtmp.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A world with a stack of its own. */
export const startWorld = async (options: StackOptions = {}): Promise<World> => {
  const stack = await startStack({ ...options, env: { ...quickEnv, ...options.env } })
  return worldOn(stack, () => stack.stop())
}

const objectPattern = 'record/{StreamName}/{Format}/{Sequence}_{EscapedStartTime}_{EscapedEndTime}'
const slicePattern = 'record/{StreamName}/{Format}/slices/{UnixTimestamp}_{Sequence}'

/** A template with all four formats, each with its own cycle length. */
export const templateOf = (
  cycles: Partial<Record<'mp4' | 'flv' | 'm3u8' | 'cmaf', number>>,
  more: Record<string, unknown> = {},
) => ({
  name: 'e2e',
  formats: Object.entries(cycles).map(([format, cycleSeconds]) => ({
    format,
    cycleSeconds,
    objectPattern,
    ...(format === 'm3u8' || format === 'cmaf' ? { sliceSeconds: 5, slicePattern } : {}),
  })),
  waitSeconds: 20,
  mergeWindowSeconds: 2,
  ...more,
})

/** The manifest as the API tells it. */
export type ManifestView = {
  state: string
  reason: string | null
  endedAt: string | null
  gaps: {
    startedAt: string
    endedAt: string
    durationMs: number
    filledMs: number
    mediaTimeMs: number
    cause: string
  }[]
  gapCount: number
  degradations: { cause: string; count: number; detail: string }[]
  files: {
    id: string
    format: string
    output: string
    bucket: string
    storageName: string | null
    sequence: number
    generation: number
    key: string
    initKey: string | null
    poster?: { key: string } | null
    startedAt: string
    endedAt: string
    durationMs: number
    truth: FileView['truth']
    isSalvaged: boolean
    filler: { generation: number; index: number } | null
    check: { outcome: string; detail: string | null } | null
    slices: { key: string; durationMs: number; discontinuity: boolean }[]
  }[]
  totals: { files: number; bytes: number; mediaMs: number; gapMs: number; lostMs: number }
}

export const manifestOf = async ({ stack }: World, id: string): Promise<ManifestView> =>
  (await stack.api.call<ManifestView>('GET', `/v1/recordings/${id}/manifest`)).body

/** Every event of a recording so far, oldest first, over all pages. */
export const eventsOf = async (
  { stack }: World,
  id: string,
): Promise<{ id: string; type: string }[]> => {
  type Page = { items: { id: string; type: string }[]; nextCursor: string | null }
  const events: Page['items'] = []
  let cursor: string | null = null
  do {
    const from: string = cursor === null ? '' : `&cursor=${cursor}`
    const path = `/v1/recordings/${id}/events?limit=100${from}`
    const page = await stack.api.call<Page>('GET', path, undefined, { accept: 'application/json' })
    events.push(...page.body.items)
    cursor = page.body.nextCursor
  } while (cursor !== null)
  return events
}
