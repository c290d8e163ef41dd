import { applyOnDemandAnswer, plainOutput, plainTemplate } from '@tapedeck/domain'
import { type CallbackAnswer, type CallbackServer, startCallbackServer } from '@tapedeck/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOnDemandAsker, type OnDemandAsker } from '../src/index.ts'

let server: CallbackServer
let asker: OnDemandAsker

beforeEach(async () => {
  server = await startCallbackServer()
  asker = createOnDemandAsker({ allowPrivate: true, random: () => 0 })
})

afterEach(async () => {
  await server.stop()
  await asker.close()
})

const question = {
  stream: { domain: 'live.example.org', app: 'a b', stream: 'one&two' },
  codec: 'h265',
  videoKbps: 2500.4,
}
const threeFormats = {
  ...plainTemplate,
  name: 'three',
  formats: (['mp4', 'flv', 'm3u8'] as const).map((format) => ({
    ...plainOutput,
    ...{ name: format, format, cycleSeconds: 900, maxBytes: null, objectPattern: '{StartTime}' },
    ...{ sliceSeconds: null, slicePattern: null },
  })),
  ...{ waitSeconds: 180, mergeWindowSeconds: 180, storage: null, notifyUrl: null },
}
const body = (value: unknown): CallbackAnswer => ({ kind: 'body', body: JSON.stringify(value) })
const ask = (part: { retries?: number; timeoutMs?: number; url?: string } = {}) =>
  asker.ask(
    { url: server.url, timeoutMs: 5000, retries: 0, onFailure: 'skip', ...part },
    question,
    new AbortController().signal,
  )

describe('a question', () => {
  it('says what is known of the stream, behind what the URL has of a query', async () => {
    server.answer(body({ NeedRecord: true }))
    await ask({ url: `${server.url.replace('://', '://us%65r:pw@')}?token=a%20b+c&x` })
    const [request] = server.questions
    expect(request?.method).toBe('GET')
    expect(request?.url).toBe(
      '/?token=a%20b+c&x&app=a%20b&domain=live.example.org&stream=one%26two&codec=h265&vbitrate=2500',
    )
    expect(request?.headers.authorization).toBe(`Basic ${btoa('user:pw')}`)
  })

  it('leaves empty what is unknown', async () => {
    server.answer(body({ NeedRecord: true }))
    const unknown = { ...question, codec: null, videoKbps: null }
    const callback = { url: server.url, timeoutMs: 5000, retries: 0, onFailure: 'skip' } as const
    await asker.ask(callback, unknown, new AbortController().signal)
    expect(server.questions[0]?.url).toMatch(/&codec=&vbitrate=$/)
  })
})

describe('an answer', () => {
  it('may say no', async () => {
    server.answer(body({ ApiVersion: '1.0', NeedRecord: false }))
    expect(await ask()).toEqual({
      answer: { needRecord: false, interval: {}, formats: null },
      notes: [],
      tries: 1,
    })
  })

  it('may say for how long and in which formats, in any case of letters', async () => {
    const Interval = { Mp4: 300, Flv: 5, M3U8: 21_600, Cmaf: 7 }
    server.answer(body({ NeedRecord: true, Interval, Format: ['MP4', 'flv', ' M3u8'] }))
    const interval = { mp4: 300, flv: 5, m3u8: 21_600 }
    expect(await ask()).toEqual({
      answer: { needRecord: true, interval, formats: ['mp4', 'flv', 'm3u8'] },
      notes: [],
      tries: 1,
    })
  })

  it('may ask for cycles that are out of range: whose template it is moves them into it', async () => {
    const interval = { mp4: 4, flv: 86_400, m3u8: 60.5 }
    const Interval = { Mp4: interval.mp4, Flv: interval.flv, M3U8: interval.m3u8 }
    server.answer(body({ NeedRecord: true, Interval }))
    const { answer } = await ask()
    expect(answer?.interval).toEqual(interval)
    const applied = answer && applyOnDemandAnswer(threeFormats, answer)
    expect(applied?.formats.map(({ cycleSeconds }) => cycleSeconds)).toEqual([5, 21_600, 61])
  })

  it.each([
    { Interval: { Mp4: 0 } },
    { Interval: { Mp4: -60 } },
    { Interval: { Mp4: '60' } },
    { Interval: 60 },
    { Format: 'mp4' },
    { Format: [1] },
  ])('that wants a recording gets it though %j cannot be used', async (part) => {
    server.answer(body({ NeedRecord: true, ...part }))
    const { answer, notes } = await ask()
    expect(answer).toEqual({ needRecord: true, interval: {}, formats: null })
    expect(notes).toHaveLength(1)
  })

  it.each(['', 'yes', '[]', 'null', '{"NeedRecord":"true"}', '{"NeedRecord":1}', '{}', '{"a":'])(
    'that is no answer fails: %j',
    async (text) => {
      server.answer({ kind: 'body', body: text })
      expect(await ask()).toMatchObject({ answer: null, notes: [expect.any(String)], tries: 1 })
    },
  )

  it('is read up to 2048 characters', async () => {
    const fits = `{"NeedRecord":true,"x":"${'ä'.repeat(2048 - 26)}"}`
    expect(fits).toHaveLength(2048)
    server.answer({ kind: 'body', body: fits })
    expect((await ask()).answer?.needRecord).toBe(true)
    server.answer({ kind: 'body', body: `${fits}${' '.repeat(10_000)}` })
    expect((await ask()).answer?.needRecord).toBe(true)
    server.answer({ kind: 'body', body: `{"x":"a",${fits.slice(1)}` })
    expect((await ask()).answer).toBeNull()
  })

  it.each<CallbackAnswer>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 201 },
    { kind: 'status', status: 204 },
    { kind: 'close' },
    { kind: 'garbage' },
    { kind: 'redirect', location: '/elsewhere' },
    { kind: 'bigBody', status: 200, bytes: 100 * 1024 * 1024 },
    { kind: 'body', status: 404, body: '{"NeedRecord":true}' },
  ])('that does not come as it should fails: $kind $status', async (answer) => {
    server.answer(answer)
    const { answer: read, notes } = await ask()
    expect(read).toBeNull()
    expect(notes[0]).not.toContain(server.url)
    // no redirect was followed
    expect(server.questions).toHaveLength(1)
  })

  it.each<CallbackAnswer>([
    { kind: 'hang' },
    { kind: 'slow', delayMs: 60_000 },
    { kind: 'endlessBody', status: 200 },
  ])('that does not come in time fails: $kind', async (answer) => {
    server.answer(answer)
    expect(await ask({ timeoutMs: 200 })).toMatchObject({
      answer: null,
      notes: ['there was no answer within 200 ms'],
    })
  })
})

describe('asking again', () => {
  it('happens as often as the callback allows', async () => {
    server.answer({ kind: 'status', status: 500 })
    expect(await ask({ retries: 2 })).toMatchObject({ answer: null, tries: 3 })
    expect(server.questions).toHaveLength(3)
  })

  it('ends with the first answer', async () => {
    const answers: CallbackAnswer[] = [{ kind: 'hang' }, { kind: 'close' }]
    server.answer(() => answers.shift() ?? body({ NeedRecord: true }))
    expect(await ask({ retries: 5, timeoutMs: 300 })).toMatchObject({
      answer: { needRecord: true },
      tries: 3,
    })
  })

  it('ends when the process does', async () => {
    server.answer({ kind: 'hang' })
    const stopping = new AbortController()
    const callback = { url: server.url, timeoutMs: 30_000, retries: 5, onFailure: 'skip' } as const
    const asked = asker.ask(callback, question, stopping.signal)
    await expect.poll(() => server.questions.length).toBe(1)
    stopping.abort()
    await expect(asked).rejects.toThrow(/abort/i)
  })
})

describe('addresses', () => {
  it('of private networks are refused unless the operator allows them', async () => {
    await asker.close()
    asker = createOnDemandAsker({ allowPrivate: false })
    const { answer, notes, tries } = await ask({ retries: 3 })
    expect({ answer, tries }).toEqual({ answer: null, tries: 0 })
    expect(notes[0]).toMatch(/is not a public address/)
    expect(server.questions).toEqual([])
  })

  it('that a name stands for when it is connected to are refused, without another try', async () => {
    await asker.close()
    asker = createOnDemandAsker({
      allowPrivate: false,
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    })
    const url = server.url.replace('127.0.0.1', 'callback.example.org')
    expect(await ask({ url, retries: 3 })).toMatchObject({ answer: null, tries: 1 })
    expect(server.questions).toEqual([])
  })

  it('of instance metadata are always refused', async () => {
    expect(await ask({ url: 'http://169.254.169.254/latest' })).toMatchObject({ tries: 0 })
  })
})
