import { SingleBar } from 'cli-progress'
import { bytesText, rateText } from '../output/figures.ts'
import { printable } from '../output/printable.ts'
import type { Terminal } from '../output/terminal.ts'

/** Shows how far a download is: a bar in a terminal, a line per file elsewhere. */
export type DownloadBar = {
  /** @param have bytes of all files that are here */
  show(have: number, fileName: string): void
  /** A file is here. */
  keep(text: string): void
  stop(): void
}

const barWidth = 24

const lineOf =
  (startedMs: number, had: { bytes: number | null }, clock: () => number) =>
  (
    { barCompleteString = '', barIncompleteString = '' },
    { progress, value, total }: { progress: number; value: number; total: number },
    { fileName }: { fileName?: string },
  ): string => {
    const full = Math.round(Math.min(progress, 1) * barWidth)
    const bar =
      barCompleteString.slice(0, full) + barIncompleteString.slice(0, Math.max(barWidth - full, 0))
    const seconds = Math.max((clock() - startedMs) / 1000, 0.001)
    const rate = rateText(((value - (had.bytes ?? value)) * 8) / seconds)
    const percent = String(Math.floor(progress * 100)).padStart(3)
    return `${bar} ${percent} %  ${bytesText(value)} of ${bytesText(total)}  ${rate}  ${printable(fileName ?? '')}`
  }

/**
 * A bar over all files.
 * @param totalBytes of all files
 * @param clock milliseconds
 */
export const createDownloadBar = (
  terminal: Terminal,
  totalBytes: number,
  clock: () => number,
): DownloadBar => {
  if (!terminal.isInteractive)
    return { show: () => {}, keep: (text) => terminal.err(`${text}\n`), stop: () => {} }
  const had: { bytes: number | null } = { bytes: null }
  const bar = new SingleBar({
    stream: terminal.errStream as NodeJS.WriteStream,
    format: lineOf(clock(), had, clock),
    barsize: barWidth,
    barCompleteChar: '#',
    barIncompleteChar: '.',
    // a program that is ended by Ctrl-C would leave the terminal without a cursor
    hideCursor: false,
    gracefulExit: false,
    linewrap: true,
    clearOnComplete: true,
  })
  bar.start(totalBytes, 0, { fileName: '' })
  return {
    show: (have, fileName) => {
      had.bytes ??= have
      bar.update(have, { fileName })
    },
    keep: (text) => {
      // the bar draws itself again below it
      terminal.err(`\r\u001b[2K${text}\n`)
    },
    stop: () => bar.stop(),
  }
}
