import type { FragmentOrigin } from '@tapedeck/domain'

/** Something that was spooled and cannot be read back. */
export type DamagedItem = {
  /**
   * no_init: the fragment is whole, and the init segment that it needs is not. line: of a journal. journal: all of one,
   * and with it whatever lies in its segment.
   */
  kind: 'fragment' | 'no_init' | 'line' | 'journal'
  /** The generation in whose spool it lies. */
  generation: number
  /** Null for a journal and its lines. */
  origin: FragmentOrigin | null
  bytes: number
}

/** What is damaged, as a sentence for people. */
export const describeDamage = (damaged: readonly DamagedItem[]): string => {
  const journals = damaged.filter(({ kind }) => kind === 'journal').length
  const lines = damaged.filter(({ kind }) => kind === 'line').length
  const fragments = damaged.length - journals - lines
  const inJournals =
    journals === 0
      ? ` and ${lines} lines of the journal`
      : `, ${lines} lines of the journal and ${journals} journals with all that they tell of`
  return `${fragments} fragments${inJournals} could not be read; all others were used.`
}
