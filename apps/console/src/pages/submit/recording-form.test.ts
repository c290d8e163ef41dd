import { TapedeckApiError } from '@tapedeck/client'
import { expect, test } from 'vitest'
import { problemsAt } from '../../forms/form-part.ts'
import { emptyForm, recordingFieldOf, requestOf } from './recording-form.ts'

const form = { ...emptyForm, url: ' rtmp://origin.example/live/room ' }

test('what was left empty is left out', () => {
  expect(requestOf(form)).toEqual({
    source: { type: 'rtmp', url: 'rtmp://origin.example/live/room' },
    template: {
      name: 'By hand',
      formats: [{ format: 'mp4', cycleSeconds: 3600, objectPattern: emptyForm.objectPattern }],
      waitSeconds: 180,
    },
  })
})

test('slices lie beside the file that names them', () => {
  const request = requestOf({ ...form, formats: ['cmaf'], objectPattern: 'a/b/{StartTime}' })
  expect(request.template?.formats).toEqual([
    {
      format: 'cmaf',
      cycleSeconds: 3600,
      objectPattern: 'a/b/{StartTime}',
      slicePattern: 'a/b/cmaf-slices/{UnixTimestamp}_{Sequence}',
    },
  ])
})

test('a saved template stands for all settings but storage, receiver and tags', () => {
  const more = { storage: 'archive', notifyUrl: 'https://hooks.example/x', tags: 'a, b c' }
  expect(requestOf({ ...form, templateId: 'tpl_1', ...more })).toEqual({
    source: { type: 'rtmp', url: 'rtmp://origin.example/live/room' },
    templateId: 'tpl_1',
    storage: { type: 's3', storage: 'archive' },
    notifyUrl: 'https://hooks.example/x',
    tags: ['a', 'b', 'c'],
  })
})

test('what the API refuses is told at the field of the form, the first of each', () => {
  const problems = [
    { field: 'source.url', message: 'must name a host' },
    { field: 'source.url', message: 'another' },
    { field: 'template.formats.0.cycleSeconds', message: 'at least 5' },
    { field: 'template.formats', message: 'at least 1' },
    { field: 'template.formats.1.slicePattern', message: 'must not be empty' },
    { field: 'tags.3', message: 'too long' },
    { field: 'nothing.of.the.form', message: 'is not a known field' },
  ]
  const error = new TapedeckApiError({ status: 400, code: 'INPUT_INVALID', detail: '', problems })
  expect(problemsAt(error, recordingFieldOf)).toEqual({
    url: 'must name a host',
    cycleMinutes: 'at least 5',
    formats: 'at least 1',
    objectPattern: 'must not be empty',
    tags: 'too long',
  })
})
