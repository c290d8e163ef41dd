import { PassThrough } from 'node:stream'
import type { Terminal } from '../src/output/terminal.ts'

/** A terminal, file or pipe that keeps what was written. */
export type CapturedTerminal = Terminal & { outText(): string; errText(): string }

/** One that keeps everything that is written to it. */
export const captureTerminal = (
  { isInteractive, columns }: { isInteractive: boolean; columns: number } = {
    isInteractive: false,
    columns: 80,
  },
): CapturedTerminal => {
  let out = ''
  let err = ''
  return {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    isInteractive,
    errStream: new PassThrough(),
    columns: () => columns,
    outText: () => out,
    errText: () => err,
  }
}
