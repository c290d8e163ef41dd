import type { Schemas } from '@tapedeck/client'
import { expect, test } from 'vitest'
import {
  emptySavedTemplate,
  formOfTemplate,
  newTemplateOf,
  savedTemplateFieldOf,
  templateChangeOf,
} from './saved-template-form.ts'

const output = { name: 'mp4', format: 'mp4', cycleSeconds: 90, objectPattern: 'a/{Sequence}' }
const template = {
  ...{ id: 'tpl_1', name: 'hourly', waitSeconds: 180, mergeWindowSeconds: 0 },
  formats: [output, { ...output, name: 'sound', tracks: 'audio' }],
  storage: { type: 'filesystem', directory: 'shows' },
  notifyUrl: 'https://hooks/?key=***',
  notifyDialect: 'aliyun-live',
  tags: ['news'],
  retentionSeconds: 43_200,
  thumbnails: { intervalSeconds: 10, width: 320, objectPattern: 'p/{Sequence}' },
} as unknown as Schemas['Template']

test('what was left empty is left out of a new template', () => {
  const form = { ...emptySavedTemplate, name: ' hourly ', storage: 'archive', retentionDays: '0.5' }
  expect(newTemplateOf(form)).toEqual({
    name: 'hourly',
    formats: [{ format: 'mp4', cycleSeconds: 3600, objectPattern: form.objectPattern }],
    ...{ waitSeconds: 180, mergeWindowSeconds: 180, tags: [], retentionSeconds: 43_200 },
    storage: { type: 's3', storage: 'archive' },
  })
  const pictures = newTemplateOf({ ...form, pictureSeconds: '5', objectPattern: 'a/b/{Sequence}' })
  expect(pictures.thumbnails).toEqual({
    intervalSeconds: 5,
    objectPattern: 'a/b/pictures/{UnixTimestamp}_{Sequence}',
  })
})

test('a template that nobody touched is changed in nothing, whatever the form cannot show', () => {
  expect(templateChangeOf(formOfTemplate(template), template)).toEqual({})
})

test('a change names what was touched, null takes away', () => {
  const before = formOfTemplate(template)
  const less = { retentionDays: '', pictureSeconds: '', notifyUrl: '', storage: '', tags: '' }
  expect(templateChangeOf({ ...before, ...less, notifyDialect: 'standard' }, template)).toEqual({
    ...{ retentionSeconds: null, thumbnails: null, notifyUrl: null, storage: null, tags: [] },
  })
  const other = { outputs: 'set', formats: ['flv'], pictureSeconds: '2' } as const
  expect(templateChangeOf({ ...before, ...other }, template)).toEqual({
    formats: [{ format: 'flv', cycleSeconds: 90, objectPattern: 'a/{Sequence}' }],
    thumbnails: { ...template.thumbnails, intervalSeconds: 2 },
  })
})

test('what the API refuses is told at a field of the form', () => {
  const told = ['formats.0.cycleSeconds', 'waitSeconds', 'thumbnails.intervalSeconds', 'renditions']
  expect(told.map(savedTemplateFieldOf)).toEqual([
    ...['cycleMinutes', 'waitMinutes', 'pictureSeconds', null],
  ])
})
