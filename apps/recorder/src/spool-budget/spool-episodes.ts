import type { SpoolLevel } from './spool-level.ts'

/** A time in which a level is not ok, from its beginning to its end. */
type Episode = { level: SpoolLevel; occurrence: string; told: Set<string> }

/** Levels of one or many subjects, and who was told of each time in which one is not ok. */
export class SpoolEpisodes {
  readonly #nameOf: (subject: string, startedAtMs: number) => string
  readonly #episodes = new Map<string, Episode>()

  /** @param nameOf names the episode of a subject that begins at a time; the same one is told once */
  constructor(nameOf: (subject: string, startedAtMs: number) => string) {
    this.#nameOf = nameOf
  }

  levelOf(subject: string): SpoolLevel {
    return this.#episodes.get(subject)?.level ?? 'ok'
  }

  /** Sets a subject's level: an episode begins, goes on or ends. */
  move(subject: string, level: SpoolLevel, nowMs: number): SpoolLevel {
    const episode = this.#episodes.get(subject)
    if (level === 'ok') this.#episodes.delete(subject)
    else if (episode !== undefined) episode.level = level
    else {
      const occurrence = this.#nameOf(subject, nowMs)
      this.#episodes.set(subject, { level, occurrence, told: new Set() })
    }
    return level
  }

  /** The name of the running episode when a recording was not told of it; null otherwise. */
  untold(subject: string, recordingId: string): string | null {
    const episode = this.#episodes.get(subject)
    return episode === undefined || episode.told.has(recordingId) ? null : episode.occurrence
  }

  told(subject: string, recordingId: string): void {
    this.#episodes.get(subject)?.told.add(recordingId)
  }

  /** Forgets every other subject. */
  keep(subjects: ReadonlySet<string>): void {
    for (const subject of this.#episodes.keys())
      if (!subjects.has(subject)) this.#episodes.delete(subject)
  }
}
