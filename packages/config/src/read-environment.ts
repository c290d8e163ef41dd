import type { z } from 'zod'
import type { AppName } from './app-name.ts'
import { cliVariableNames } from './cli-variable-names.ts'
import type { ConfigProblem } from './config-error.ts'
import { nearestName } from './nearest-name.ts'
import {
  testPrefix,
  type VariableName,
  variableNames,
  variables,
  variablesOf,
} from './variables.ts'

/** Environment variables as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The variables of one app with their parsed values. */
export type ValuesOf<A extends AppName> = {
  [N in VariableName as A extends (typeof variables)[N]['apps'][number] ? N : never]: z.output<
    (typeof variables)[N]['schema']
  >
}

const unknownNames = (env: Environment): ConfigProblem[] =>
  Object.keys(env)
    .filter((name) => name.startsWith('TAPEDECK_') && !name.startsWith(testPrefix))
    .filter((name) => ![...variableNames, ...cliVariableNames].includes(name))
    .map((variable) => {
      const meant = nearestName(variable, variableNames)
      return {
        variable,
        message: `is not a known variable${meant === null ? '' : `; did you mean ${meant}?`}`,
      }
    })

/**
 * Reads the variables of one app. An empty value counts as absent, as compose files and .env templates write it.
 * Values of the other apps are not looked at; unknown TAPEDECK_ names always are.
 */
export const readEnvironment = <A extends AppName>(
  app: A,
  env: Environment,
): { values: Partial<ValuesOf<A>>; problems: ConfigProblem[] } => {
  const problems = unknownNames(env)
  const values: Record<string, unknown> = {}
  for (const name of variablesOf(app)) {
    const result = variables[name].schema.safeParse(env[name] === '' ? undefined : env[name])
    if (result.success) values[name] = result.data
    else
      for (const issue of result.error.issues)
        problems.push({ variable: name, message: issue.message })
  }
  return { values: values as Partial<ValuesOf<A>>, problems }
}
