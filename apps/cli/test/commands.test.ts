import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../src/exit-code.ts'
import { type CliWorld, startCliWorld } from './cli-fixture.ts'

const source = 'rtmp://127.0.0.1:1/live/nobody?key=secret'
const template = `
name: hourly
formats:
  - format: mp4
    cycleSeconds: 3600
    objectPattern: "{AppName}/{StreamName}/{EscapedStartTime}"
`

let world: CliWorld
beforeAll(async () => {
  world = await startCliWorld()
})
afterAll(() => world.stop())

describe('recordings', () => {
  test('one is submitted, listed, shown and stopped', async () => {
    const made = await world.json<{ id: string; state: string }>([
      ...['record', source, '--id', 'first', '--name', 'show', '--format', 'mp4,m3u8'],
    ])
    expect(made).toMatchObject({ id: 'first', state: 'accepted' })
    const listed = await world.run(['ls', '--name', 'show'])
    expect(listed.out).toMatch(/^ID +NAME +STATE .*\nfirst +show +accepted .*\n$/)
    const among = async (pattern: string) =>
      (await world.run(['ls', '--name', 'show', '--stream', pattern])).out.includes('first')
    expect(await Promise.all(['127.0.0.1/live/*', '*/vod/*'].map(among))).toEqual([true, false])
    const shown = await world.run(['show', 'first'])
    expect(shown.out).toMatch(/^source +rtmp:\/\/127\.0\.0\.1:1\/live\/nob\*\*\*\?\*\*\*$/m)
    expect(shown.out).not.toContain('secret')
    expect((await world.run(['stop', 'first'])).out).toBe('first canceled\n')
    expect((await world.run(['ls', '--running', '--name', 'show'])).out).toBe('No recordings.\n')
    expect((await world.run(['rm', 'first'])).exitCode).toBe(exitCodes.done)
    expect((await world.run(['show', 'first'])).exitCode).toBe(exitCodes.notFound)
  })

  test('a listing ends at its limit and says that there is more', async () => {
    for (const id of ['m1', 'm2', 'm3'])
      await world.json(['record', source, '--id', id, '--name', 'many'])
    const { out, err } = await world.run(['ls', '--name', 'many', '--limit', '2'])
    expect(out.trimEnd().split('\n')).toHaveLength(3)
    expect(err).toContain('--limit 4')
    const all = await world.json<{ id: string }[]>(['ls', '--name', 'many'])
    expect(all.map(({ id }) => id)).toEqual(['m3', 'm2', 'm1'])
    const { out: ids } = await world.run(['stop', 'm1', 'm2', 'm3', '--quiet'])
    expect(ids).toBe('m1\nm2\nm3\n')
  })

  test('the address may come over a pipe, where nobody sees it', async () => {
    const { id, source: shown } = await world.json<{ id: string; source: { url: string } }>(
      ['record', '-'],
      `${source}\n`,
    )
    expect(shown.url).toMatch(/^rtmp:\/\/127\.0\.0\.1:1\/live\//)
    await world.run(['stop', id])
  })

  test('one that is followed and ends canceled is told by the exit code', async () => {
    const followed = world.run(['record', source, '--id', 'followed', '--follow'])
    await expect
      .poll(async () => (await world.run(['show', 'followed'])).exitCode)
      .toBe(exitCodes.done)
    world.interrupt()
    const { exitCode, err } = await followed
    expect(exitCode).toBe(exitCodes.recordingFailed)
    expect(err).toMatch(/^Recording followed\. [\s\S]*\nStopping; [\s\S]*\nfollowed canceled/)
  })

  test('one that is only looked at goes on when the user leaves', async () => {
    await world.json(['record', source, '--id', 'looked-at'])
    const followed = world.run(['show', 'looked-at', '--follow'])
    // until the command listens, an interrupt is nobody's
    const ended = { is: false }
    void followed.then(() => {
      ended.is = true
    })
    await expect
      .poll(() => {
        world.interrupt()
        return ended.is
      })
      .toBe(true)
    const { exitCode, err } = await followed
    expect(exitCode).toBe(exitCodes.interrupted)
    expect(err).toContain('Left. The recording goes on')
    expect((await world.json<{ state: string }>(['show', 'looked-at'])).state).toBe('accepted')
    await world.run(['stop', 'looked-at'])
  })
})

describe('templates, domains and rules', () => {
  test('are stored from YAML and JSON, shown, replaced and deleted', async () => {
    const file = join(world.directory, 'template.yaml')
    await writeFile(file, template)
    const { id } = await world.json<{ id: string }>(['templates', 'create', file])
    expect((await world.run(['templates', 'ls'])).out).toMatch(/hourly +mp4 3600 s/)
    const again = await world.run(['templates', 'replace', id, '-'], {
      input: template.replace('3600', '1800'),
    })
    expect(again.out).toMatch(/outputs +mp4 1800 s/)
    const domain = { name: 'd.example.com', pullUrlPattern: 'rtmp://127.0.0.1:1/{app}/{stream}' }
    await world.json(['domains', 'create', '-'], JSON.stringify(domain))
    expect((await world.run(['domains', 'ls'])).out).toContain('\nd.example.com ')
    const renamed = await world.run(['templates', 'change', id, '-'], { input: 'name: daily' })
    expect(renamed.out).toMatch(/name +daily\n[\s\S]*outputs +mp4 1800 s/)
    const pulled = { renditions: 'pull' }
    const changed = await world.run(['domains', 'change', 'd.example.com', '-'], {
      input: JSON.stringify(pulled),
    })
    expect(changed.out).toMatch(/renditions +pull/)
    const rule = { domain: 'd.example.com', app: 'live', mode: 'manual', templateId: id }
    const made = await world.json<{ id: string }>(['rules', 'create', '-'], JSON.stringify(rule))
    expect((await world.run(['rules', 'ls'])).out).toMatch(/d\.example\.com\/live\/\* +manual/)
    const matched = await world.run(['rules', 'match', 'd.example.com/live/a'])
    expect(matched.out).toMatch(new RegExp(`wins +${made.id}\n`))
    const off = { input: 'isEnabled: false' }
    expect((await world.run(['rules', 'change', made.id, '-'], off)).out).toMatch(/enabled +no/)
    expect((await world.run(['rules', 'rm', made.id])).exitCode).toBe(exitCodes.done)
    expect((await world.run(['domains', 'rm', 'd.example.com'])).exitCode).toBe(exitCodes.done)
    expect((await world.run(['templates', 'rm', id])).err).toBe(`${id} removed\n`)
    expect((await world.run(['templates', 'ls'])).out).toBe('No templates.\n')
  })

  test('what the API refuses is told field by field', async () => {
    const { exitCode, err } = await world.run(['templates', 'create', '-'], {
      input: template.replace('3600', '1'),
    })
    expect(exitCode).toBe(exitCodes.failed)
    expect(err).toMatch(/^INPUT_INVALID: .*\n {2}formats\.0\.cycleSeconds /)
  })

  test.each([
    ['no object', '- a'],
    ['no YAML', 'a: [b'],
  ])('an input with %s is not sent', async (_, input) => {
    const { exitCode } = await world.run(['rules', 'create', '-'], { input })
    expect(exitCode).toBe(exitCodes.usage)
  })
})

describe('what else is shown', () => {
  test.each([
    [['streams', 'ls'], 'No streams.\n'],
    [['recorders', 'ls'], 'No recorders.\n'],
    [['deliveries', 'ls'], 'No deliveries.\n'],
    [['events', '--since', '0s'], ''],
  ])('%j of a service where nothing happens', async (args, out) => {
    expect(await world.run(args)).toEqual({ exitCode: 0, out, err: '' })
  })

  test('events of the log and of a recording, one a line', async () => {
    await world.json(['record', source, '--id', 'eventful'])
    await world.run(['stop', 'eventful'])
    const { out } = await world.run(['events', '--kind', 'recording.canceled'])
    expect(out).toMatch(
      /^\d{4}-\d\d-\d\d \S+Z {2}recording\.canceled {2}eventful {2}stopped {2}\S/m,
    )
    const followed = await world.run(['events', '--recording', 'eventful', '--follow', '--json'])
    const types = followed.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).type)
    expect(types).toEqual(['recording.canceled'])
    const listed = await world.run(['events', '--recording', 'eventful', '--json'])
    expect(listed.out).toBe(followed.out)
  })

  test.each([
    ['streams', 'show', 'd/a/s'],
    ['deliveries', 'show', 'none'],
    ['files', 'none'],
    ['events', '--recording', 'none'],
  ])('what does not exist: %s %s %s', async (...args) => {
    expect((await world.run(args)).exitCode).toBe(exitCodes.notFound)
  })
})

describe('sources, storages and endpoints', () => {
  test('a source is stored, changed without its password, given another secret and deleted', async () => {
    const poll = { url: 'http://127.0.0.1:1', user: 'admin', password: 'hidden-password' }
    const source = { name: 'media', kind: 'srs', poll }
    const made = await world.json<{ id: string; secret: string }>(
      ['sources', 'create', '-'],
      JSON.stringify(source),
    )
    expect((await world.run(['sources', 'ls'])).out).toMatch(/media +srs +- +http:.* every 5 s/)
    const input = 'poll: { intervalSeconds: 9 }'
    const changed = await world.run(['sources', 'change', made.id, '-'], { input })
    expect(changed.out).toMatch(/as user +admin/)
    expect(changed.out + changed.err).not.toMatch(/hidden-password|^secret/m)
    const { out } = await world.run(['sources', 'secret', made.id])
    expect(out).toMatch(/^secret +\S{43} /m)
    expect(out).not.toContain(made.secret)
    await world.run(['sources', 'rm', made.id])
    expect((await world.run(['sources', 'ls'])).out).toBe('No sources.\n')
  })

  test('a storage that does not answer is registered untried only', async () => {
    const keys = { accessKeyId: 'id', secretAccessKey: 'hidden-secret' }
    const body = { name: 'archive', endpoint: 'http://127.0.0.1:1', bucket: 'tapes', ...keys }
    const input = JSON.stringify(body)
    const tried = await world.run(['storages', 'create', '-'], { input })
    expect(tried.exitCode).toBe(exitCodes.failed)
    expect(tried.err).toMatch(/^STORAGE_UNREACHABLE/)
    const made = await world.run(['storages', 'create', '-', '--no-check'], { input })
    expect(made.out).toMatch(/bucket +tapes/)
    expect((await world.run(['storages', 'try', 'archive'])).err).toMatch(/^STORAGE_UNREACHABLE/)
    const { name: _, secretAccessKey: __, ...settings } = body
    const moved = JSON.stringify({ ...settings, bucket: undefined })
    await world.json(['storages', 'replace', 'archive', '-', '--no-check'], moved)
    expect((await world.run(['storages', 'try', 'archive'])).out).toMatch(/^archive has no bucket/)
    expect((await world.run(['storages', 'ls'])).out).not.toContain('hidden')
    expect((await world.run(['storages', 'rm', 'archive'])).exitCode).toBe(exitCodes.done)
  })

  test('an endpoint is stored, changed without its credentials, tested and deleted', async () => {
    const headers = { 'x-api-key': 'hidden-key' }
    const endpoint = { name: 'desk', url: 'https://hooks.example.com/?token=hidden-token', headers }
    const input = JSON.stringify({ ...endpoint, events: ['recording.failed'] })
    const { out: shown } = await world.run(['endpoints', 'create', '-'], { input })
    expect(shown).toMatch(/^secret +whsec_\S+ {2}\(not shown again\)$/m)
    const [, id = ''] = /^id +(\S+)$/m.exec(shown) ?? []
    const off = await world.run(['endpoints', 'change', id, '-'], { input: 'headers: { x-a: b }' })
    expect(off.out).toMatch(/header x-api-key +\*\*\*\n[\s\S]*header x-a +b/)
    const renewed = await world.json<{ secret: string; secrets: unknown[] }>([
      ...['endpoints', 'secret', id, '--overlap', '1h'],
    ])
    expect(renewed.secrets).toHaveLength(2)
    expect(shown).not.toContain(renewed.secret)
    expect((await world.run(['endpoints', 'test', id])).out).toMatch(/^\S+ pending\n$/)
    const sent = await world.json<{ queued: number }>(['endpoints', 'replay', id, '--since', '1h'])
    expect(sent).toEqual({ id, queued: 0 })
    expect((await world.run(['endpoints', 'ls'])).out).toMatch(/desk +https:\S+ +standard +enabled/)
    expect((await world.run(['endpoints', 'rm', id])).exitCode).toBe(exitCodes.done)
  })
})

describe('keys', () => {
  test('a key for reading may look and not act, until it is deleted', async () => {
    const { id, key } = await world.json<{ id: string; key: string }>(['keys', 'create', 'viewer'])
    const env = { TAPEDECK_URL: world.url, TAPEDECK_API_KEY: key }
    expect((await world.run(['ls'], { env })).exitCode).toBe(exitCodes.done)
    const refused = await world.run(['record', source], { env })
    expect(refused.exitCode).toBe(exitCodes.denied)
    expect(refused.err).toContain('KEY_READ_ONLY')
    const { out } = await world.run(['keys', 'ls'])
    expect(out).toMatch(/viewer +read/)
    expect(out).not.toContain(key)
    await world.run(['keys', 'rm', id])
    expect((await world.run(['ls'], { env })).exitCode).toBe(exitCodes.denied)
  })

  test('is read from a file, and may not be given twice', async () => {
    const file = join(world.directory, 'key')
    await writeFile(file, 'wrong-key\n')
    const env = { TAPEDECK_URL: world.url }
    const run = (...more: string[]) => world.run(['ls', '--key-file', file, ...more], { env })
    expect((await run()).exitCode).toBe(exitCodes.denied)
    expect((await run('--key', 'k')).exitCode).toBe(exitCodes.usage)
  })
})

describe('what cannot work', () => {
  test.each([
    ['an unknown command', ['recrod'], {}, exitCodes.usage],
    ['no key', ['ls'], {}, exitCodes.usage],
    ['an address that is none', ['ls'], { TAPEDECK_URL: 'here' }, exitCodes.config],
    ['a wrong option', ['ls', '--state', 'gone'], {}, exitCodes.usage],
    ['help', ['--help'], {}, exitCodes.done],
  ])('%s has an exit code of its own', async (_, args, env, exitCode) => {
    expect((await world.run(args, { env })).exitCode).toBe(exitCode)
  })

  test('an API that is not there is named', async () => {
    const env = { TAPEDECK_URL: 'http://127.0.0.1:1', TAPEDECK_API_KEY: 'k' }
    const { exitCode, err } = await world.run(['ls'], { env })
    expect(exitCode).toBe(exitCodes.unreachable)
    expect(err).toContain('http://127.0.0.1:1')
  })

  test('programs get the error as JSON', async () => {
    const { err } = await world.run(['show', 'none', '--json'])
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'RECORDING_NOT_FOUND', status: 404 } })
  })
})
