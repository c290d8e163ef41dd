import type { Tapedeck } from '@tapedeck/client'
import type { Environment } from '@tapedeck/config'
import type { Command } from 'commander'
import type { Interrupts } from './interrupts.ts'
import type { Printer } from './output/printer.ts'
import type { Terminal } from './output/terminal.ts'

/** What commands get from the process that they run in. */
export type CliContext = {
  env: Environment
  terminal: Terminal
  interrupts: Interrupts
  /** What is piped in, read to its end. */
  readInput: () => Promise<string>
  /** Wall clock, Unix milliseconds. */
  clock: () => number
  /** Waits; resolves early when the signal is aborted. */
  pause: (delayMs: number, signal?: AbortSignal) => Promise<void>
  /** Prints for people or, with --json, for programs. */
  printer: () => Printer
  /**
   * The API as the options and the environment name it.
   * @throws ConfigError, UsageError when no key is given
   */
  connect: () => Promise<Tapedeck>
  /** What a command ends with when it does not throw. The last one holds. */
  setExitCode: (code: number) => void
}

/** Adds one command, with those below it, to the program. What is heavy to load is imported when it runs. */
export type CliCommand = (program: Command, context: CliContext) => void
