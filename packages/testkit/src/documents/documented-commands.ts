import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type SpawnedProcess, spawnProcess } from '../spawn-server.ts'
import { documentBlocks } from './document-blocks.ts'

const root = join(import.meta.dirname, '../../../..')
const run = promisify(execFile)
const runMs = 120_000

/** The commands of a document that are marked for it, in their order. */
export type DocumentedCommands = {
  /** In the order of the page, in one shell. */
  commands: string[]
  /** Those that go on beside the others. */
  background: string[]
  /** JavaScript, each a module of its own. */
  programs: string[]
}

/**
 * Reads the fenced blocks behind `<!-- run -->` and `<!-- run in the background -->`.
 * @param needs reads those behind `<!-- run with … -->` instead, which need a program that not every machine has
 */
export const documentedCommands = async (
  document: string,
  needs: string | null = null,
): Promise<DocumentedCommands> => {
  const blocks = documentBlocks(await readFile(join(root, document), 'utf8'))
  const bodies = (wanted: string, written = 'sh'): string[] =>
    blocks
      .filter(({ mark, language }) => mark === wanted && language === written)
      .map(({ body }) => body)
  return needs === null
    ? {
        commands: bodies('run'),
        background: bodies('run in the background'),
        programs: bodies('run', 'js'),
      }
    : { commands: bodies(`run with ${needs}`), background: [], programs: [] }
}

/** Where a page's commands are run: other addresses than those that it names, and variables. */
export type DocumentWorld = {
  directory: string
  /** What stands in the page, and what is there in a test. */
  addresses: Record<string, string>
  env: Record<string, string>
}

/** Commands, or a program, with what is there in a test in place of what stands in the page. */
export const placed = (commands: string, { addresses }: DocumentWorld): string =>
  Object.entries(addresses).reduce((text, [from, to]) => text.replaceAll(from, to), commands)

const environment = ({ env }: DocumentWorld): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  ...env,
})

/**
 * Runs a page's commands as somebody would who copies them, and stops at the first one that fails.
 * @throws Error with what they printed
 */
export const runDocumented = async (
  commands: readonly string[],
  world: DocumentWorld,
): Promise<string> => {
  const script = `set -eu\n${placed(commands.join('\n'), world)}`
  const ended = await run('bash', ['-c', script], {
    cwd: world.directory,
    env: environment(world),
    timeout: runMs,
  }).catch((error: Error & { stdout: string; stderr: string }) => {
    throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`)
  })
  return ended.stdout
}

/** Starts a command that goes on; the caller ends it. */
export const startDocumented = (command: string, world: DocumentWorld): SpawnedProcess =>
  // replaced by its one command, so that a signal reaches it
  spawnProcess('bash', ['-c', `exec ${placed(command, world)}`], {
    cwd: world.directory,
    env: environment(world),
  })
