import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from '@tapedeck/config'
import { Command, CommanderError } from 'commander'
import type { CliContext } from './cli-command.ts'
import { commands } from './commands.ts'
import { type ConnectionOptions, connect } from './connection/connect.ts'
import { exitCodeOf, exitCodes } from './exit-code.ts'
import type { Interrupts } from './interrupts.ts'
import { errorJson, errorText } from './output/error-text.ts'
import { createPrinter, type PrintStyle } from './output/printer.ts'
import type { Terminal } from './output/terminal.ts'

/** The process around a command, so that a test can be it. */
export type CliProcess = {
  env: Environment
  terminal: Terminal
  interrupts: Interrupts
  readInput: () => Promise<string>
}

type GlobalOptions = ConnectionOptions & { json?: boolean; quiet?: boolean }

const styleOf = ({ json, quiet }: GlobalOptions): PrintStyle => {
  if (json === true) return 'json'
  return quiet === true ? 'ids' : 'text'
}

const pause = async (delayMs: number, signal?: AbortSignal): Promise<void> => {
  await delay(delayMs, undefined, { ...(signal && { signal }) }).catch((error: unknown) => {
    if (signal?.aborted !== true) throw error
  })
}

const createProgram = ({ terminal }: CliProcess): Command =>
  new Command('tapedeck')
    .description('Records live streams: the terminal side of Tapedeck. docs/cli.md tells more.')
    .option('--url <url>', 'address of the API (TAPEDECK_URL; http://127.0.0.1:8080)')
    .option('--key <key>', 'key of the API; others on this machine can see it (TAPEDECK_API_KEY)')
    .option('--key-file <file>', 'file that holds the key')
    .option('--json', 'answer for programs')
    .option('-q, --quiet', 'answer with ids only')
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('See --help.')
    .exitOverride()

/**
 * Runs one command line; what goes wrong is told on the terminal.
 * @param args without the names of node and of the program
 * @returns the exit code (`exitCodes`)
 */
export const runCli = async (args: readonly string[], around: CliProcess): Promise<number> => {
  const program = createProgram(around)
  const options = () => program.opts<GlobalOptions>()
  let exitCode: number = exitCodes.done
  const context: CliContext = {
    ...around,
    clock: Date.now,
    pause,
    printer: () => createPrinter(around.terminal, styleOf(options())),
    connect: () => connect(options(), around.env),
    setExitCode: (code) => {
      exitCode = code
    },
  }
  for (const command of commands) command(program, context)
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // commander has told it
    if (error instanceof CommanderError) return exitCodeOf(error)
    const apiUrl = options().url ?? around.env.TAPEDECK_URL ?? 'the API'
    const isJson = options().json === true
    const text = isJson ? JSON.stringify(errorJson(error)) : errorText(error, apiUrl)
    around.terminal.err(`${text}\n`)
    return exitCodeOf(error)
  }
}
