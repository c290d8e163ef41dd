import { expect, test } from 'vitest'
import { createStatusLine } from '../src/output/status-line.ts'
import { captureTerminal } from './capture-terminal.ts'

test('in a terminal the status is drawn over, cut to its width, and what is kept stands above it', () => {
  const terminal = captureTerminal({ isInteractive: true, columns: 6 })
  const line = createStatusLine(terminal, () => 0)
  line.show('abcdefgh')
  line.keep('kept')
  line.clear()
  const erase = '\r\u001b[2K'
  expect(terminal.errText()).toBe(`${erase}abcde${erase}kept\n${erase}abcde${erase}`)
})

test('in a file it is a line, at most every ten seconds, without anything that moves a cursor', () => {
  const terminal = captureTerminal()
  let nowMs = 0
  const line = createStatusLine(terminal, () => nowMs)
  line.show('first')
  nowMs = 9999
  line.show('too soon')
  nowMs = 10_000
  line.show('second')
  line.keep('kept')
  line.clear()
  expect(terminal.errText()).toBe('first\nsecond\nkept\n')
})
