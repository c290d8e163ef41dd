/** Where a command writes: what it was asked for to `out`, what it tells besides to `err`. */
export type Terminal = {
  out(text: string): void
  err(text: string): void
  /** `err` is a terminal: a line of it may be drawn again. */
  isInteractive: boolean
  /** What `err` writes to, for bars that draw themselves. */
  errStream: NodeJS.WritableStream
  /** Columns of the terminal at this moment. */
  columns(): number
}

const defaultColumns = 80

/** The terminal, files or pipes of this process. */
export const processTerminal = (): Terminal => ({
  out: (text) => {
    process.stdout.write(text)
  },
  err: (text) => {
    process.stderr.write(text)
  },
  // undefined in a file or pipe
  isInteractive: process.stderr.isTTY === true,
  errStream: process.stderr,
  // a terminal that does not tell its size says 0
  columns: () => process.stderr.columns || defaultColumns,
})
