import type { RecordingView, TemplateView } from '@tapedeck/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, liveSource, mp4Template, startTestApi, type TestApi } from './api-fixture.ts'
import { advance } from './recording-states.ts'
import { expectRefused, invalid, type Refusal } from './refusals.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
  await api.call(post('domains', { ...domain, name: 'there.example.com' }))
})
afterAll(() => api.stop())

const post = (path: string, body: object): Call => ({ method: 'POST', path: `/v1/${path}`, body })
const here = 'http://127.0.0.1:9/'
const domain = { name: 'new.example.com', pullUrlPattern: 'rtmp://origin/{app}/{stream}' }
const rule = { domain: 'there.example.com', mode: 'on-demand', template: mp4Template }
const recording = { source: liveSource, template: mp4Template }
const told = { ...mp4Template, notifyUrl: here }
const streams = [{ domain: 'there.example.com', app: 'live', stream: 'a' }]

const refused = (title: string, call: Call, field: string): Refusal => [
  title,
  call,
  422,
  'WEBHOOK_ADDRESS_REFUSED',
  field,
]
const tagged = (tags: unknown): Call => post('recordings', { ...recording, tags })

const refusals: Refusal[] = [
  refused('of a template', post('templates', told), 'notifyUrl'),
  refused('of a domain', post('domains', { ...domain, notifyUrl: here }), 'notifyUrl'),
  refused(
    'of the callback of a domain',
    post('domains', { ...domain, onDemand: { url: here } }),
    'onDemand.url',
  ),
  refused(
    'of the template of a rule',
    post('rules', { ...rule, template: told }),
    'template.notifyUrl',
  ),
  refused(
    'of the callback of a rule',
    post('rules', { ...rule, onDemand: { url: here } }),
    'onDemand.url',
  ),
  refused('of a recording', post('recordings', { ...recording, notifyUrl: here }), 'notifyUrl'),
  refused(
    'of the template of a recording',
    post('recordings', { ...recording, template: told }),
    'template.notifyUrl',
  ),
  refused(
    'of the template of streams to record now',
    post('streams/record', { streams, template: told }),
    'template.notifyUrl',
  ),
]

const badInput: Refusal[] = [
  invalid('too many tags', tagged(Array.from({ length: 17 }, (_, n) => `t${n}`)), 'tags'),
  invalid('a tag with a space', tagged(['a b']), 'tags.0'),
  invalid('a tag that is too long', tagged(['x'.repeat(65)]), 'tags.0'),
  invalid('tags that are no list', tagged('a'), 'tags'),
  invalid(
    'an unknown dialect',
    post('recordings', { ...recording, notifyUrl: 'https://h/', notifyDialect: 'soap' }),
    'notifyDialect',
  ),
  invalid(
    'a dialect without an address',
    post('recordings', { ...recording, notifyDialect: 'aliyun-live' }),
    'notifyDialect',
  ),
  invalid(
    'a dialect without an address in a template',
    post('templates', { ...mp4Template, notifyDialect: 'standard' }),
    'notifyDialect',
  ),
  invalid(
    'an address as it is shown',
    post('templates', { ...mp4Template, notifyUrl: 'https://***@h/' }),
    'notifyUrl',
  ),
]

describe('the address of a receiver to which nothing can ever be sent', () => {
  it.each(refusals)('%s is refused, and nothing changes', async (...row) => {
    await expectRefused(api, row)
  })

  it('is refused in a change, too', async () => {
    const { id } = await api.createTemplate()
    const change: Call = { method: 'PUT', path: `/v1/templates/${id}`, body: told }
    await expectRefused(api, refused('', change, 'notifyUrl'))
    const part: Call = { method: 'PATCH', path: `/v1/templates/${id}`, body: { notifyUrl: here } }
    await expectRefused(api, refused('', part, 'notifyUrl'))
  })
})

it('a template keeps the address that it does not show when the rest of it is changed', async () => {
  const notifyUrl = 'https://hooks.example.com/in?key=hidden'
  const made = await api.createTemplate({ ...mp4Template, notifyUrl, notifyDialect: 'aliyun-live' })
  const change = (body: object): Call => ({
    method: 'PATCH',
    path: `/v1/templates/${made.id}`,
    body,
  })
  const answer = await api.call<TemplateView>(change({ name: 'renamed', retentionSeconds: 3600 }))
  expect(answer.body).toEqual({
    ...made,
    name: 'renamed',
    retentionSeconds: 3600,
    updatedAt: expect.any(String),
  })
  expect(await api.store.templates.get(made.id)).toMatchObject({ notifyUrl })
  const wrong: [body: object, field: string][] = [
    [{ formats: [] }, 'formats'],
    [{ waitSeconds: 0.5 }, 'waitSeconds'],
    [{ id: 'tpl_other' }, 'id'],
  ]
  for (const [body, field] of wrong) await expectRefused(api, invalid(field, change(body), field))
  const nowhere = change({ storage: { type: 's3', storage: 'none' } })
  await expectRefused(api, ['', nowhere, 422, 'STORAGE_NOT_CONFIGURED', 'storage'])
  const silent = await api.call<TemplateView>(change({ notifyUrl: null }))
  expect(silent.body).toMatchObject({ notifyUrl: null, notifyDialect: 'standard' })
})

it('credentials of receivers are neither shown nor logged', async () => {
  const notifyUrl = 'https://user:hidden@hooks.example.com/in?key=hidden'
  const shown = 'https://***@hooks.example.com/in?key=***'
  const template = { ...mp4Template, notifyUrl }
  const answers = [
    await api.call<TemplateView>(post('templates', template)),
    await api.call<RecordingView>(post('recordings', { ...recording, template, notifyUrl })),
    await api.call(post('domains', { ...domain, notifyUrl, onDemand: { url: notifyUrl } })),
    await api.call(post('rules', { ...rule, template, onDemand: { url: notifyUrl } })),
    await api.call({ method: 'GET', path: '/v1/recordings' }),
  ]
  for (const { status, text } of answers) {
    expect([200, 201, 202]).toContain(status)
    expect(text).toContain(shown)
    expect(text).not.toContain('hidden')
  }
  expect(api.lines.join('\n')).not.toContain(notifyUrl)
})

describe('tags and dialect', () => {
  it.each(badInput)('are refused for %s', async (...row) => {
    await expectRefused(api, row)
  })

  it('of a template are those of its recordings, which add theirs', async () => {
    const { id: templateId, ...template } = await api.createTemplate({
      ...mp4Template,
      notifyUrl: 'https://h/',
      notifyDialect: 'aliyun-live',
      tags: ['team:video', 'paid', 'paid'],
    })
    expect(template).toMatchObject({ notifyDialect: 'aliyun-live', tags: ['team:video', 'paid'] })
    const made = await api.createRecording({ template: undefined, templateId, tags: ['paid', 'x'] })
    expect(made).toMatchObject({
      notifyUrl: 'https://h/',
      notifyDialect: 'aliyun-live',
      tags: ['team:video', 'paid', 'x'],
    })
    const own = await api.createRecording({
      template: undefined,
      templateId,
      notifyUrl: 'https://own/',
    })
    expect(own).toMatchObject({ notifyUrl: 'https://own/', notifyDialect: 'standard' })
    const [started] = await startedEvents(made.id)
    expect(started?.context).toMatchObject({ templateId, tags: ['team:video', 'paid', 'x'] })
  })
})

const startedEvents = async (id: string) => {
  await advance(api.store, id, 'recording')
  const entries = await api.store.eventLog.list(null, 100)
  return entries.filter(({ event }) => event.recordingId === id)
}
