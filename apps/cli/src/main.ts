#!/usr/bin/env node
import { text } from 'node:stream/consumers'
import { exitCodes } from './exit-code.ts'
import { processInterrupts } from './interrupts.ts'
import { processTerminal } from './output/terminal.ts'
import { runCli } from './run-cli.ts'

// the reader of a pipe may have seen enough: `tapedeck ls | head`
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  terminal: processTerminal(),
  interrupts: processInterrupts,
  readInput: () => text(process.stdin),
})
// a request that is on its way would keep the process; what was asked for is written
if (process.exitCode === exitCodes.interrupted) process.exit()
