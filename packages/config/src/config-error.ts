/** One variable that is wrong, and what is wrong with it. Never holds the value. */
export type ConfigProblem = { variable: string; message: string }

/** Exit code of a process whose configuration is wrong (EX_CONFIG of sysexits.h). */
export const configExitCode = 78

/** Every problem of a configuration at once. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(
      [
        'The configuration is not valid:',
        ...problems.map(({ variable, message }) => `  ${variable} ${message}`),
      ].join('\n'),
    )
    this.name = 'ConfigError'
    this.problems = problems
  }
}
