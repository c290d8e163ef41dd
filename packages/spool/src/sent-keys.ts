import { appendFile, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readOr } from './medium.ts'

/** Which cycle something is sent for. */
export type SentFor = { output: string; sequence: number }

/** Keys of objects that were sent into storage for a cycle. */
export type SentKeys = SentFor & { keys: string[] }

/**
 * The keys of what a generation sends into storage, noted in its directory: when its recorder is killed, whoever comes back to
 * it takes away what no file names.
 */
export type SentNotes = {
  /** Before the first byte goes out. Not synced: a host that lost its power leaves room taken at worst. */
  note(cycle: SentFor, key: string): Promise<void>
  /** What was sent for a cycle, by adopted generations too. */
  of(cycle: SentFor): Promise<string[]>
  /** Its file was told of, and names all that is to stay. */
  forget(cycle: SentFor): Promise<void>
}

const prefix = 'sent-'

/** True for the name of such a note among the files of a generation. */
export const isSentNote = (name: string): boolean => name.startsWith(prefix)

// names of outputs have no dot in them
const nameOf = ({ output, sequence }: SentFor): string => `${prefix}${output}.${sequence}`

const cycleOf = (name: string): SentFor => {
  const [output = '', sequence = ''] = name.slice(prefix.length).split('.')
  return { output, sequence: Number(sequence) }
}

const keyIn = (line: string): string[] => {
  try {
    return [JSON.parse(line) as string]
  } catch {
    // a crash cut it off: its key was not sent yet
    return []
  }
}

/** What a generation sent for cycles whose files were not told of; a note that cannot be read leaves room taken at worst. */
export const sentIn = async (directory: string): Promise<SentKeys[]> => {
  const names = await readOr(readdir(directory), []).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const notes = names.filter(isSentNote).map(async (name) => {
    const text = await readOr(readFile(join(directory, name), 'utf8'), '')
    return { ...cycleOf(name), keys: text.split('\n').flatMap(keyIn) }
  })
  return Promise.all(notes)
}

/** The notes of a generation's directory. */
export const sentNotes = (directory: string): SentNotes => ({
  note: (cycle, key) => appendFile(join(directory, nameOf(cycle)), `${JSON.stringify(key)}\n`),
  of: async ({ output, sequence }) => {
    const sent = await sentIn(directory)
    return sent
      .filter((one) => one.output === output && one.sequence === sequence)
      .flatMap(({ keys }) => keys)
  },
  forget: (cycle) => rm(join(directory, nameOf(cycle)), { force: true }),
})
