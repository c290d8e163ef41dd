import type { Terminal } from './terminal.ts'

/** The last line of a terminal, drawn again and again; in a file or pipe, lines one after the other. */
export type StatusLine = {
  /** Shows `text` in place of what was shown. In a file or pipe at most once in ten seconds. */
  show(text: string): void
  /** A line that stays, above the status. */
  keep(text: string): void
  /** Takes the status away. */
  clear(): void
}

const plainIntervalMs = 10_000
const eraseLine = '\r\u001b[2K'

const interactive = (terminal: Terminal): StatusLine => {
  let shown = ''
  // a longer one would wrap, and its first half could not be drawn over
  const draw = (): void =>
    terminal.err(`${eraseLine}${shown.slice(0, Math.max(terminal.columns() - 1, 1))}`)
  return {
    show: (text) => {
      shown = text
      draw()
    },
    keep: (text) => {
      terminal.err(`${eraseLine}${text}\n`)
      draw()
    },
    clear: () => {
      shown = ''
      terminal.err(eraseLine)
    },
  }
}

const plain = (terminal: Terminal, clock: () => number): StatusLine => {
  let lastMs = Number.NEGATIVE_INFINITY
  const write = (text: string): void => {
    lastMs = clock()
    terminal.err(`${text}\n`)
  }
  return {
    show: (text) => {
      if (clock() - lastMs >= plainIntervalMs) write(text)
    },
    keep: write,
    clear: () => {},
  }
}

/**
 * A status line on the terminal's `err`.
 * @param clock milliseconds
 */
export const createStatusLine = (terminal: Terminal, clock: () => number): StatusLine =>
  terminal.isInteractive ? interactive(terminal) : plain(terminal, clock)
