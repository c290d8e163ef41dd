import { printable } from './printable.ts'
import { type Column, factsText, tableText } from './table.ts'
import type { Terminal } from './terminal.ts'

/** Prints what a command was asked for: tables and facts for people, JSON for programs, ids for scripts. */
export type Printer = {
  /** With --json. */
  isJson: boolean
  /** One thing: its facts, or itself as JSON. */
  one<T>(value: T, facts: (value: T) => [string, string][]): void
  /** Several: a table, or an array. */
  many<T>(values: T[], columns: Column<T>[], whenEmpty: string): void
  /** One of a stream of things: a line of text, or itself as JSON on one line. */
  line<T>(value: T, text: (value: T) => string): void
  /** What was done, for people only; programs have the exit code. */
  note(text: string): void
  /** What the answer does not say, for programs as well: beside it, so that it can still be read. */
  warn(text: string): void
}

export type PrintStyle = 'text' | 'json' | 'ids'

/** What commands take to name a thing. */
const handleOf = (value: unknown): string => {
  const { id, recorderId, name } = Object(value) as Record<string, unknown>
  return String(id ?? recorderId ?? name ?? '')
}

const warnOn =
  (terminal: Terminal) =>
  (text: string): void =>
    terminal.err(`${text}\n`)

const idPrinter = (terminal: Terminal): Printer => {
  const one = (value: unknown): void => {
    const handle = handleOf(value)
    if (handle !== '') terminal.out(`${printable(handle)}\n`)
  }
  return {
    isJson: false,
    one,
    many: (values) => values.forEach(one),
    line: one,
    note: () => {},
    warn: warnOn(terminal),
  }
}

/** A printer for a terminal. */
export const createPrinter = (terminal: Terminal, style: PrintStyle): Printer => {
  if (style === 'ids') return idPrinter(terminal)
  const isJson = style === 'json'
  const json = (value: unknown): void => terminal.out(`${JSON.stringify(value, null, 2)}\n`)
  return {
    isJson,
    one: (value, facts) => (isJson ? json(value) : terminal.out(factsText(facts(value)))),
    many: (values, columns, whenEmpty) =>
      isJson ? json(values) : terminal.out(tableText(columns, values, whenEmpty)),
    line: (value, text) => terminal.out(isJson ? `${JSON.stringify(value)}\n` : `${text(value)}\n`),
    note: (text) => {
      if (!isJson) terminal.err(`${text}\n`)
    },
    warn: warnOn(terminal),
  }
}
