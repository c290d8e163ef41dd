import { describe, expect, it } from 'vitest'
import { nearestName } from './nearest-name.ts'

describe('nearestName', () => {
  const known = ['TAPEDECK_S3_BUCKET', 'TAPEDECK_S3_REGION', 'TAPEDECK_API_KEY']

  it.each([
    ['TAPEDECK_S3_BUKCET', 'TAPEDECK_S3_BUCKET'],
    ['TAPEDECK_BUCKET', 'TAPEDECK_S3_BUCKET'],
    ['TAPEDECK_APIKEY', 'TAPEDECK_API_KEY'],
  ])('takes %s for %s', (name, meant) => {
    expect(nearestName(name, known)).toBe(meant)
  })

  it('guesses nothing when no name is close', () => {
    expect(nearestName('TAPEDECK_COMPLETELY_DIFFERENT', known)).toBeNull()
  })
})
