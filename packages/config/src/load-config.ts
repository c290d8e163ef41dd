import { buildConfig, type ConfigOf } from './app-config.ts'
import type { AppName } from './app-name.ts'
import { ConfigError, type ConfigProblem } from './config-error.ts'
import { type Environment, readEnvironment, type ValuesOf } from './read-environment.ts'
import { optionalStorageProblems, storageProblems } from './storage-config.ts'

const apiKeyProblems = (values: ValuesOf<'api'>): ConfigProblem[] =>
  values.TAPEDECK_API_KEY === null ? [{ variable: 'TAPEDECK_API_KEY', message: 'is required' }] : []

const signingProblems = (values: ValuesOf<'notifier'>): ConfigProblem[] =>
  values.TAPEDECK_WEBHOOK_SECRET === null && values.TAPEDECK_API_KEY === null
    ? [
        {
          variable: 'TAPEDECK_WEBHOOK_SECRET',
          message: 'or TAPEDECK_API_KEY is required: webhooks are signed',
        },
      ]
    : []

/** What is wrong between variables that are right by themselves. */
const crossProblems: { [A in AppName]: (values: ValuesOf<A>) => ConfigProblem[] } = {
  api: (values) => [...apiKeyProblems(values), ...storageProblems(values)],
  recorder: storageProblems,
  notifier: signingProblems,
  reconciler: optionalStorageProblems,
}

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) freeze(inner)
  }
  return value
}

/** Values in which each wrong one counts as present, so that nothing else is said to be missing because of it. */
const withoutWrong = <A extends AppName>(
  values: Partial<ValuesOf<A>>,
  wrong: ReadonlySet<string>,
): ValuesOf<A> => {
  const complete: object = {
    ...Object.fromEntries([...wrong].map((variable) => [variable, ''])),
    ...values,
  }
  return complete as ValuesOf<A>
}

/**
 * The configuration of an app from the environment, frozen.
 * @throws ConfigError with every problem at once: wrong values, missing ones, unknown TAPEDECK_ names.
 */
export const loadConfig = <A extends AppName>(app: A, env: Environment): ConfigOf[A] => {
  const { values, problems } = readEnvironment(app, env)
  // a value that is wrong by itself is absent from `values`; checks between values would then tell it twice
  const wrong = new Set(problems.map(({ variable }) => variable))
  const complete = withoutWrong(values, wrong)
  problems.push(...crossProblems[app](complete).filter(({ variable }) => !wrong.has(variable)))
  if (problems.length > 0) throw new ConfigError(problems)
  return freeze(buildConfig[app](complete))
}
