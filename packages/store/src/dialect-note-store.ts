/** What notes are kept of. */
export type NoteKind = 'cdnetworks-template' | 'cdnetworks-rule'

/** What a foreign API says of a template or a rule beyond its own record, and the number by which its clients call it. */
export type DialectNote = {
  /** The id of the template or rule. */
  id: string
  /** From 1 on, never used again for another one of its kind. */
  number: number
  /** JSON of whoever keeps it; holds no secret. */
  note: unknown
}

/** Notes beside records. A record may be removed without its note; whoever reads notes removes those. */
export type DialectNoteStore = {
  /** Keeps or replaces the note of a record, whose number stays. */
  put(kind: NoteKind, id: string, note: object): Promise<DialectNote>
  /** In the order of `ids`; null where there is none. */
  get(kind: NoteKind, ids: string[]): Promise<(DialectNote | null)[]>
  byNumber(kind: NoteKind, number: number): Promise<DialectNote | null>
  /** Newest first. */
  list(
    kind: NoteKind,
    page: { offset: number; limit: number },
  ): Promise<{ notes: DialectNote[]; total: number }>
  remove(kind: NoteKind, id: string): Promise<void>
}
