import { describe, expect } from 'vitest'
import { storeTest } from './store-test.ts'

const kind = 'cdnetworks-template'

describe('notes of a foreign API', () => {
  storeTest('have numbers that are never used again', async ({ store: { dialectNotes } }) => {
    const first = await dialectNotes.put(kind, 'tpl_a', { said: 1 })
    expect(first).toEqual({ id: 'tpl_a', number: 1, note: { said: 1 } })
    expect((await dialectNotes.put(kind, 'tpl_b', {})).number).toBe(2)
    await dialectNotes.remove(kind, 'tpl_b')
    expect((await dialectNotes.put(kind, 'tpl_c', {})).number).toBe(3)
    expect((await dialectNotes.put('cdnetworks-rule', 'tpl_c', {})).number).toBe(1)
  })

  storeTest('are replaced under their number', async ({ store: { dialectNotes } }) => {
    await dialectNotes.put(kind, 'tpl_a', { said: 1 })
    const replaced = { id: 'tpl_a', number: 1, note: { said: 2 } }
    expect(await dialectNotes.put(kind, 'tpl_a', { said: 2 })).toEqual(replaced)
    expect(await dialectNotes.byNumber(kind, 1)).toEqual(replaced)
    expect(await dialectNotes.get(kind, ['tpl_x', 'tpl_a'])).toEqual([null, replaced])
  })

  storeTest('are listed newest first, with their number', async ({ store: { dialectNotes } }) => {
    for (const id of ['a', 'b', 'c', 'd']) await dialectNotes.put(kind, id, {})
    await dialectNotes.remove(kind, 'c')
    const { notes, total } = await dialectNotes.list(kind, { offset: 1, limit: 5 })
    expect([notes.map(({ id }) => id), total]).toEqual([['b', 'a'], 3])
    expect(await dialectNotes.byNumber(kind, 3)).toBeNull()
    expect(await dialectNotes.get(kind, [])).toEqual([])
  })
})
