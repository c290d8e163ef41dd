import type { RecorderState } from '@tapedeck/domain'
import { keys } from '@tapedeck/redis'
import { describe, expect } from 'vitest'
import { oldTemplate, template } from './recording-fixture.ts'
import { storeTest } from './store-test.ts'

describe('templates', () => {
  storeTest('are created, replaced and removed', async ({ openStore, redis }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs })
    const created = await store.templates.create(template)
    expect(created).toMatchObject({ ...template, createdAtMs: 1000, updatedAtMs: 1000 })
    nowMs = 2000
    const replaced = await store.templates.replace(created.id, { ...template, name: 'other' })
    expect(replaced).toEqual({ ...created, name: 'other', updatedAtMs: 2000 })
    expect(await store.templates.get(created.id)).toEqual(replaced)
    expect(await store.templates.remove(created.id)).toBe('removed')
    expect(await store.templates.remove(created.id)).toBe('missing')
    expect(await store.templates.replace(created.id, template)).toBeNull()
    expect(await store.templates.get(created.id)).toBeNull()
    // what the removal answered, for a minute
    const left = await redis.keys('*')
    expect(left).toEqual([expect.stringMatching(/^tapedeck:answer:/)])
    expect(await redis.pttl(left[0] ?? '')).toBeGreaterThan(0)
  })

  storeTest('of older versions are complete', async ({ store, redis }) => {
    const { id } = await store.templates.create(template)
    await redis.set(
      keys.template(id),
      JSON.stringify(oldTemplate({ id, createdAtMs: 1, updatedAtMs: 1 })),
    )
    const expected = { ...template, id, createdAtMs: 1, updatedAtMs: 1 }
    expect(await store.templates.get(id)).toEqual(expected)
    const renamed = await store.templates.create({ ...template, name: 'other' })
    expect((await store.templates.list({ cursor: null, limit: 10 })).items).toContainEqual(renamed)
  })

  storeTest('are listed newest first', async ({ openStore }) => {
    let nowMs = 1000
    const store = openStore({ clock: () => nowMs++ })
    for (let i = 0; i < 5; i++) await store.templates.create({ ...template, name: `t${i}` })
    const names: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof store.templates.list>> = await store.templates.list({
        cursor,
        limit: 2,
      })
      names.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(names).toEqual(['t4', 't3', 't2', 't1', 't0'])
  })
})

describe('signs of life', () => {
  const presence = { host: 'a', capacity: 10, running: 1, updatedAtMs: 1 }

  storeTest('of recorders vanish with them', async ({ store, redis }) => {
    await store.recorders.put({ ...presence, recorderId: 'b' }, 60_000)
    await store.recorders.put({ ...presence, recorderId: 'a' }, 60_000)
    expect((await store.recorders.list()).map((recorder) => recorder.recorderId)).toEqual([
      'a',
      'b',
    ])
    await redis.pexpire(keys.recorder('a'), 1)
    await expect.poll(() => store.recorders.list()).toEqual([{ ...presence, recorderId: 'b' }])
    expect(await redis.smembers(keys.recorders)).toEqual(['b'])
  })

  storeTest('of recorders are answered with what is wanted of them', async ({ store, redis }) => {
    const put = (state: RecorderState) =>
      store.recorders.put({ ...presence, recorderId: 'a', state }, 60_000)
    const state = async () => (await store.recorders.list())[0]?.state
    expect(await store.recorders.wishDrain('a', true)).toBe(false)
    expect(await put('active')).toEqual({ isToDrain: false })
    expect(await store.recorders.wishDrain('a', true)).toBe(true)
    // it has not heard of it yet
    expect(await state()).toBe('draining')
    expect(await put('active')).toEqual({ isToDrain: true })
    await put('drained')
    expect(await state()).toBe('drained')
    // a restart: the wish stays, for 30 days from its last sign of life
    await redis.pexpire(keys.recorderDrain('a'), 60_000)
    expect(await store.recorders.isToDrain('a')).toBe(true)
    expect(await put('draining')).toEqual({ isToDrain: true })
    expect(await redis.pttl(keys.recorderDrain('a'))).toBeGreaterThan(29 * 24 * 3_600_000)
    expect(await store.recorders.wishDrain('a', false)).toBe(true)
    expect(await put('active')).toEqual({ isToDrain: false })
    expect([await state(), await store.recorders.isToDrain('a')]).toEqual(['active', false])
  })

  storeTest('of a recording are not kept', async ({ store, redis }) => {
    const progress = {
      generation: 1,
      recorderId: 'a',
      updatedAtMs: 1,
      receivedBytes: 1,
      mediaMs: 1,
      wallMs: 1,
      fps: 25,
      bitsPerSecond: 1,
      fragments: 1,
      uploadBacklogBytes: 0,
      cycles: [],
    }
    await store.progress.put('r1', progress)
    expect(await store.progress.get('r1')).toEqual(progress)
    expect(await redis.pttl(keys.progress('r1'))).toBeGreaterThan(0)
    expect(await store.progress.get('r2')).toBeNull()
  })
})
