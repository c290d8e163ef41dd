import { plainTemplate, type RecordingRule } from '@tapedeck/domain'
import { expect, it } from 'vitest'
import { isDeletedConfig } from './deleted-config.ts'

const rule = (part: Partial<RecordingRule>, name = 'app/*'): RecordingRule => ({
  pattern: { domain: 'd.example.com', app: 'app', stream: null },
  mode: 'automatic',
  templateId: null,
  template: {
    ...plainTemplate,
    ...{ name, formats: [], storage: null, notifyUrl: null },
    ...{ waitSeconds: 180, mergeWindowSeconds: 180 },
  },
  window: { startMs: null, endMs: null },
  delaySeconds: null,
  onDemand: null,
  isEnabled: false,
  ...part,
})

it.each<[string, RecordingRule, boolean]>([
  ['one that was deleted', rule({ isDeleted: true }, 'any'), true],
  ['one that was deleted and enabled again', rule({ isDeleted: true, isEnabled: true }), false],
  ['one that was disabled on purpose', rule({ isDeleted: false }), false],
  ['one of a version before, as Add makes it', rule({}), true],
  ['one of a version before that is in force', rule({ isEnabled: true }), false],
  ['one of a version before with another template', rule({}, 'evenings'), false],
  [
    'one of a version before that names a template',
    rule({ templateId: 't', template: null }),
    false,
  ],
])('tells whether Add may take %s anew', (_title, stored, expected) => {
  expect(isDeletedConfig(stored)).toBe(expected)
})
