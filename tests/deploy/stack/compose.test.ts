import type { FileView } from '@tapedeck/contracts'
import { documentedCommands, runDocumented } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComposeStack, missingForCompose, startComposeStack } from './compose-stack.ts'
import { runCommand } from './run-command.ts'

const missing = await missingForCompose()

const keyframes = ['-g', '25', '-pix_fmt', 'yuv420p']
const encodings = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', ...keyframes],
  hevc: [
    '-c:v',
    'libx265',
    '-preset',
    'ultrafast',
    '-x265-params',
    'log-level=error',
    ...keyframes,
  ],
  av1: ['-c:v', 'libsvtav1', '-preset', '12', '-svtav1-params', 'lp=1', ...keyframes],
}
const publishedSeconds = 120
const objectPattern = '{AppName}/{StreamName}/{RecordingId}/{Sequence}_{EscapedStartTime}'
const mp4 = { name: 'mp4', formats: [{ format: 'mp4', cycleSeconds: 600, objectPattern }] }

type Recorders = { items: { recorderId: string; host: string }[] }

describe.skipIf(missing !== null)(
  `docker-compose.yml${missing === null ? '' : ` (${missing})`}`,
  () => {
    let stack: ComposeStack

    const record = async (name: string, url: string): Promise<string> => {
      const { id } = await stack.api.record({
        id: name,
        source: { type: 'rtmp', url },
        template: mp4,
      })
      return id
    }
    const hasSeconds = (id: string, seconds: number) =>
      stack.api.waitFor(id, ({ progress }) => (progress?.mediaSeconds ?? 0) >= seconds, 90_000)
    const finish = async (id: string): Promise<FileView[]> => {
      await stack.api.call('POST', `/v1/recordings/${id}/stop`)
      await stack.api.waitFor(id, ({ endedAt }) => endedAt !== null, 60_000)
      return stack.api.files(id)
    }
    /** Where the file may be read from; fails when the API gives no link. */
    const linkOf = ({ url, key }: FileView): string => {
      if (url === null) throw new Error(`no link for ${key}`)
      return url
    }
    const codecOf = async (link: string): Promise<string> => {
      const entries = [
        '-select_streams',
        'v',
        '-show_entries',
        'stream=codec_name',
        '-of',
        'csv=p=0',
      ]
      return (await stack.inside('ffprobe', '-v', 'error', ...entries, link)).trim()
    }
    const expectDecodes = async (link: string): Promise<void> => {
      const said = await stack.inside(
        'sh',
        '-c',
        'ffmpeg -nostdin -v error -xerror -i "$0" -f null - 2>&1',
        link,
      )
      expect(said).toBe('')
    }

    beforeAll(async () => {
      stack = await startComposeStack(2)
    })
    afterAll(async () => {
      await stack.stop()
    })

    test('the apps run as a user who cannot write to the image', async () => {
      expect((await stack.inside('id', '-u')).trim()).toBe('1000')
      await expect(stack.inside('touch', '/app/new')).rejects.toThrow(/Read-only file system/)
    })

    test.each(['hevc', 'av1'] as const)(
      '%s is recorded with the ffmpeg of the image',
      async (codec) => {
        const url = await stack.publish(codec, encodings[codec], publishedSeconds)
        const id = await record(codec, url)
        await hasSeconds(id, 4)
        const files = await finish(id)
        expect(files).toHaveLength(1)
        for (const link of files.map(linkOf)) {
          expect(await codecOf(link)).toBe(codec)
          await expectDecodes(link)
        }
      },
    )

    test('a recorder is killed, and the other one goes on with its recording', async () => {
      const url = await stack.publish('killed', encodings.h264, publishedSeconds)
      const id = await record('killed', url)
      const { progress } = await hasSeconds(id, 4)
      const { body } = await stack.api.call<Recorders>('GET', '/v1/recorders')
      expect(body.items).toHaveLength(2)
      const first = body.items.find(({ recorderId }) => recorderId === progress?.recorderId)
      // a container is found by its host name
      await runCommand('docker', ['kill', first?.host ?? ''])
      const isTaken = await stack.api.waitFor(
        id,
        ({ state, generation, progress: next }) =>
          state === 'recording' && generation === 2 && (next?.fragments ?? 0) > 4,
        60_000,
      )
      expect(isTaken.progress?.recorderId).not.toBe(first?.recorderId)
      const files = await finish(id)
      expect(await stack.api.recording(id)).toMatchObject({ state: 'completed' })
      const manifest = await stack.api.call<{ gaps: { cause: string }[] }>(
        'GET',
        `/v1/recordings/${id}/manifest`,
      )
      expect(manifest.body.gaps.map(({ cause }) => cause)).toEqual(['recorder_lost'])
      for (const link of files.map(linkOf)) await expectDecodes(link)
    })

    test('recorders are added by --scale, each with an id of its own', async () => {
      await stack.compose(
        'up',
        '--detach',
        '--wait',
        '--no-deps',
        '--scale',
        'recorder=3',
        'recorder',
      )
      const { body } = await stack.api.call<Recorders>('GET', '/v1/recorders')
      expect(new Set(body.items.map(({ recorderId }) => recorderId)).size).toBe(3)
    })

    test('the command line of the image speaks to the stack', async () => {
      const listed = await stack.inside('tapedeck', 'ls', '--json')
      expect(listed).toContain('"killed"')
    })

    test('the commands of docs/deployment.md start it and record a stream', async () => {
      const { commands } = await documentedCommands('docs/deployment.md', 'docker')
      expect(commands).toHaveLength(2)
      const printed = await runDocumented(commands, stack.page)
      expect(printed).not.toContain('urn:tapedeck:error')
      expect(printed).toMatch(/live\/hello\/hello\/\S*\.mp4/)
      await stack.api.waitFor('hello', ({ state }) => state === 'completed', 60_000)
    })

    test('the API serves the console that was built into the image', async () => {
      const page = await fetch(`${stack.api.url}/console/`)
      const html = await page.text()
      expect(page.status).toBe(200)
      const script = /src="(\/console\/assets\/[^"]+\.js)"/.exec(html)?.[1]
      const asset = await fetch(`${stack.api.url}${script}`)
      expect(asset.status).toBe(200)
      expect(asset.headers.get('content-type')).toMatch(/javascript/)
    })
  },
)
