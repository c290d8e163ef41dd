import { expect, test } from 'vitest'
import { redactPullUrlPattern } from './views.ts'

test.each([
  ['rtmp://origin/{app}/{stream}', 'rtmp://origin/{app}/{stream}'],
  ['rtmps://origin:1936/{domain}/{app}/{stream}', 'rtmps://origin:1936/{domain}/{app}/{stream}'],
  ['rtmp://user:pass@origin/{app}/{stream}', 'rtmp://***@origin/{app}/{stream}'],
  ['rtmp://us@er:p@ss@origin/{app}/{stream}', 'rtmp://***@origin/{app}/{stream}'],
  ['rtmp://origin/{app}/{stream}?key=x&a=b?c', 'rtmp://origin/{app}/{stream}?***'],
  ['rtmp://origin/{app}/{stream}_secret-key', 'rtmp://origin/{app}/{stream}_se***'],
  ['rtmp://origin/{stream}/secret-key', 'rtmp://origin/{stream}/sec***'],
  ['rtmp://origin/{app}/{stream}.flv', 'rtmp://origin/{app}/{stream}.flv'],
])('%s is shown as %s', (pattern, shown) => {
  expect(redactPullUrlPattern(pattern)).toBe(shown)
})
