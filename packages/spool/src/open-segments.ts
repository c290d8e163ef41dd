import { Segment } from './segment.ts'

/** The segments of one generation whose files are open: the one that is written, and those closed for writing and not yet synced. */
export class OpenSegments {
  readonly #directory: string
  /** Whether what was written is ever synced; where it is not, a segment's files are closed with the next one's beginning. */
  readonly #isSynced: boolean
  #current: Segment | null = null
  #retired: Segment[] = []

  constructor(directory: string, isSynced: boolean) {
    this.#directory = directory
    this.#isSynced = isSynced
  }

  /** The one that is written, null before the first. */
  get current(): Segment | null {
    return this.#current
  }

  /** Begins the next one; rejects, and goes on with the one that is written, when its files cannot be made. */
  async begin(name: string): Promise<Segment> {
    const segment = await Segment.create(this.#directory, name)
    const previous = this.#current
    this.#current = segment
    if (previous !== null && this.#isSynced) this.#retired.push(previous)
    else await previous?.close()
    return segment
  }

  /** Makes durable what was written until now, and closes what is not written any more. */
  async sync(): Promise<void> {
    const retired = this.#retired
    for (const segment of retired) await segment.sync()
    this.#retired = this.#retired.filter((segment) => !retired.includes(segment))
    for (const segment of retired) await segment.close()
    await this.#current?.sync()
  }

  /**
   * Closes one so that its files can be deleted.
   * @returns bytes of both its files; null when it is not open
   */
  async giveUp(name: string): Promise<number | null> {
    const segment = [this.#current, ...this.#retired].find((one) => one?.name === name)
    if (segment === null || segment === undefined) return null
    await segment.close()
    if (this.#current === segment) this.#current = null
    this.#retired = this.#retired.filter((one) => one !== segment)
    return segment.usedBytes
  }

  /** Closes all of them, synced or not. */
  async close(): Promise<void> {
    for (const segment of this.#retired) await segment.close()
    await this.#current?.close()
    this.#retired = []
    this.#current = null
  }
}
