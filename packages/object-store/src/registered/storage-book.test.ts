import { expect, onTestFinished, test } from 'vitest'
import { type Registered, StorageBook, type StorageRegistrySource } from './storage-book.ts'

const storage = (name: string, updatedAtMs: number): Registered => ({
  name,
  endpoint: 'http://127.0.0.1:9',
  region: 'us-east-1',
  forcePathStyle: true,
  accessKeyId: `key-${updatedAtMs}`,
  secretAccessKey: 'secret',
  bucket: 'recordings',
  aliases: [],
  updatedAtMs,
})

/** A registry whose answers the test gives, one by one. */
const openBook = () => {
  const world = {
    stored: new Map<string, Registered>(),
    isAway: false,
    reads: 0,
    watchers: 0,
    tell: (): void => undefined,
    problems: [] as unknown[],
    changes: 0,
    /** Set by a test to hold answers back. */
    gate: Promise.resolve(),
  }
  const answer = async <T>(read: () => T): Promise<T> => {
    world.reads += 1
    if (world.isAway) throw new Error('away')
    const found = read()
    await world.gate
    return found
  }
  const registry: StorageRegistrySource = {
    get: (name) => answer(() => world.stored.get(name) ?? null),
    all: () => answer(() => [...world.stored.values()]),
    watch: async (onChange) => {
      world.watchers += 1
      world.tell = onChange
      return async () => {
        world.watchers -= 1
      }
    },
  }
  const book = new StorageBook({ registry, onProblem: (error) => world.problems.push(error) })
  onTestFinished(() => book.close())
  return { book, world }
}

/** Lets a held answer go. */
const hold = (world: { gate: Promise<void> }): (() => void) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  world.gate = promise
  return resolve
}

const keyOf = (book: StorageBook, name: string) => book.known(name)?.accessKeyId

test('it knows what is registered, and takes changes over', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 1))
  book.start()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-1')
  world.stored.set('a', storage('a', 2))
  world.tell()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-2')
  world.stored.delete('a')
  world.tell()
  await expect.poll(() => book.known('a')).toBeNull()
})

test('what it does not know is asked for, once for all who ask at that time', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 1))
  const found = await Promise.all([book.find('a'), book.find('a')])
  expect(found.map((one) => one?.accessKeyId)).toEqual(['key-1', 'key-1'])
  await book.find('a')
  expect(world.reads).toBe(1)
  expect(await book.find('nobody')).toBeNull()
})

test('what it knows stays in use while the registry is away, and is read again after that', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 1))
  book.start()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-1')
  world.isAway = true
  world.stored.set('a', storage('a', 2))
  world.tell()
  await expect.poll(() => world.problems.length).toBeGreaterThan(0)
  expect((await book.find('a'))?.accessKeyId).toBe('key-1')
  await expect(book.find('b')).rejects.toThrow('away')
  world.isAway = false
  await expect.poll(() => keyOf(book, 'a')).toBe('key-2')
})

test('a change that comes while all are read is read by another reading', async () => {
  const { book, world } = openBook()
  const release = hold(world)
  book.start()
  await expect.poll(() => world.reads).toBe(1)
  world.stored.set('a', storage('a', 1))
  world.tell()
  release()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-1')
})

test('an older reading does not undo a newer one', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 1))
  const release = hold(world)
  const older = book.look('a')
  world.gate = Promise.resolve()
  world.stored.set('a', storage('a', 2))
  book.start()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-2')
  release()
  await older
  expect(keyOf(book, 'a')).toBe('key-2')
})

test('what was registered anew counts, also when the clock that wrote it is behind', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 5000))
  book.start()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-5000')
  world.stored.set('a', storage('a', 4000))
  await book.look('a')
  expect(keyOf(book, 'a')).toBe('key-4000')
  world.stored.set('a', storage('a', 3000))
  world.tell()
  await expect.poll(() => keyOf(book, 'a')).toBe('key-3000')
})

test('what overlapping readings left in doubt is settled by the next one', async () => {
  const { book, world } = openBook()
  world.stored.set('a', storage('a', 5000))
  const releaseFirst = hold(world)
  const first = book.look('a')
  world.stored.set('a', storage('a', 1000))
  const releaseSecond = hold(world)
  book.start()
  await expect.poll(() => world.reads).toBe(2)
  releaseFirst()
  await first
  world.gate = Promise.resolve()
  releaseSecond()
  await book.look('a')
  expect(keyOf(book, 'a')).toBe('key-1000')
})

test('a storage whose secret cannot be read is told once, and the others are known', async () => {
  const { book, world } = openBook()
  const locked = { ...storage('a', 1), secretAccessKey: null, unreadable: 'It is locked' }
  world.stored.set('a', locked)
  world.stored.set('b', storage('b', 1))
  book.start()
  await expect.poll(() => keyOf(book, 'b')).toBe('key-1')
  expect(book.known('a')).toMatchObject({ secretAccessKey: null })
  world.stored.set('b', storage('b', 2))
  world.tell()
  await expect.poll(() => keyOf(book, 'b')).toBe('key-2')
  const problem = {
    code: 'SECRET_UNREADABLE',
    detail: 'The storage "a" cannot be used. It is locked',
  }
  expect(world.problems).toMatchObject([problem])
  world.stored.set('a', { ...locked, updatedAtMs: 2 })
  world.tell()
  await expect.poll(() => world.problems).toMatchObject([problem, problem])
})

test('closed, it does not watch', async () => {
  const { book, world } = openBook()
  book.start()
  await expect.poll(() => world.watchers).toBe(1)
  book.close()
  expect(world.watchers).toBe(0)
})
