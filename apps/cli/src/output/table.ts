import Table from 'cli-table3'
import { nothing } from './figures.ts'
import { printable } from './printable.ts'

/** One column: its head and what a row shows in it. */
export type Column<T> = { head: string; cell: (row: T) => string }

const none = ''
const borderless = {
  top: none,
  'top-mid': none,
  'top-left': none,
  'top-right': none,
  bottom: none,
  'bottom-mid': none,
  'bottom-left': none,
  'bottom-right': none,
  left: none,
  'left-mid': none,
  mid: none,
  'mid-mid': none,
  right: none,
  'right-mid': none,
  middle: '  ',
}
// neither colours nor padding: what is printed can be cut into columns by other programs
const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true }

const drawn = (head: string[], rows: string[][]): string => {
  const table = new Table({ head, chars: borderless, style })
  table.push(...rows.map((row) => row.map((cell) => printable(cell) || nothing)))
  const lines = table.toString().split('\n')
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** Rows under heads, or a sentence when there are none. */
export const tableText = <T>(columns: Column<T>[], rows: T[], whenEmpty: string): string =>
  rows.length === 0
    ? `${whenEmpty}\n`
    : drawn(
        columns.map(({ head }) => head),
        rows.map((row) => columns.map(({ cell }) => cell(row))),
      )

/** Names with their values, one a line. */
export const factsText = (facts: [name: string, value: string][]): string =>
  drawn(
    [],
    facts.map(([name, value]) => [name, value]),
  )
