import { expect, it } from 'vitest'
import { downloadUrl } from './download-url.ts'

const file = { recordingId: 'a b', id: 'a b.mp4.0' }
const content = '/v1/recordings/a%20b/files/a%20b.mp4.0/content'

it.each([
  ['of the API', `http://tapes:8080${content}?expires=1&signature=x`, '&download=1'],
  ['of one below a path', `https://x.example/deck${content}?expires=1&signature=x`, '&download=1'],
  ['of a storage', 'https://s3.example/tapes/0.mp4?X-Amz-Signature=x', ''],
  ['of another file', `http://tapes:8080${content.replace('.0', '.1')}?expires=1`, ''],
])('has a link %s saved under its name where that can be asked', (_title, url, more) => {
  expect(downloadUrl(file, url)).toBe(`${url}${more}`)
})
