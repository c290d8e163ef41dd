/** A real Redis with append-only file, whose death and return a test controls. */
export type RedisServer = {
  url: string
  /** Kills it without warning, as a crash would. The URL stays the same; what was written is still there after `restart`. */
  kill(): Promise<void>
  /** Starts it again (killing it first if it runs) and resolves when it answers. */
  restart(): Promise<void>
  /** Ends it and deletes its data. May be called twice. */
  stop(): Promise<void>
}
