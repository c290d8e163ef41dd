import { TapedeckError } from '@tapedeck/contracts'
import { describe, expect, it } from 'vitest'
import { createLogger } from './logger.ts'

const setUp = () => {
  const lines: string[] = []
  const logger = createLogger({ app: 'test', destination: { write: (line) => lines.push(line) } })
  return { logger, last: () => JSON.parse(lines.at(-1) ?? '{}') }
}

describe('createLogger', () => {
  it('writes one JSON object per line with ISO time, level name and app', () => {
    const { logger, last } = setUp()
    logger.info({ recordingId: 'rec_1' }, 'hello')
    expect(last()).toMatchObject({ level: 'info', app: 'test', recordingId: 'rec_1', msg: 'hello' })
    expect(new Date(last().time).toISOString()).toBe(last().time)
  })

  it('redacts secrets at the top and below', () => {
    const { logger, last } = setUp()
    logger.info({
      authorization: 'Bearer s3cret',
      req: { headers: { authorization: 'Bearer s3cret' } },
      recording: { source: { url: 'rtmp://h/a/s3cret' } },
      s3: { secretAccessKey: 's3cret' },
    })
    expect(JSON.stringify(last())).not.toContain('s3cret')
  })

  it('logs an error of ours with its code, and the causes of any error', () => {
    const { logger, last } = setUp()
    const cause = new TapedeckError('STORAGE_DENIED', { cause: new Error('403 from the server') })
    logger.error({ err: cause }, 'failed')
    expect(last().err).toMatchObject({ code: 'STORAGE_DENIED', blame: 'destination' })
    expect(JSON.stringify(last())).toContain('403 from the server')
  })
})
