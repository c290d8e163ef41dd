import { spawn } from 'node:child_process'

/** A command in a terminal of its own (`script` of util-linux), as a person has it in front of them. */
export type PtySession = {
  /** Everything that was written to the terminal. */
  screen(): string
  /** Types into the terminal; `ctrlC` interrupts what runs there. */
  type(keys: string): void
  /** Exit code of the command. */
  exited: Promise<number | null>
  /** Ends it if it still runs. */
  stop(): Promise<void>
}

export const ctrlC = '\u0003'

const keptCharacters = 1_000_000
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** Runs a program in a terminal of 100 columns. */
export const startPty = (command: string[], env: Record<string, string>): PtySession => {
  const line = `stty cols 100 rows 40; exec ${command.map(quoted).join(' ')}`
  const child = spawn('script', ['--quiet', '--return', '--flush', '-c', line, '/dev/null'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TERM: 'xterm',
      SHELL: '/bin/sh',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const kill = (): void => {
    child.kill('SIGKILL')
  }
  process.once('exit', kill)
  let screen = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen = (screen + text).slice(-keptCharacters)
  })
  const { promise: exited, resolve } = Promise.withResolvers<number | null>()
  child.once('close', (exitCode) => {
    process.off('exit', kill)
    resolve(exitCode)
  })
  return {
    screen: () => screen,
    type: (keys) => {
      child.stdin.write(keys)
    },
    exited,
    stop: async () => {
      // the terminal goes with it, and what runs there gets SIGHUP
      if (child.exitCode === null) child.kill('SIGTERM')
      await exited
    },
  }
}
