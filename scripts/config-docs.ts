import { appNames, type VariableName, variableNames, variables } from '@tapedeck/config'

const readersOf = (name: VariableName): string => {
  const apps: readonly string[] = variables[name].apps
  return apps.length === appNames.length ? 'all' : apps.join(', ')
}

/** Every variable as a table, for docs/operations.md. */
export const configTable = (): string =>
  [
    '| variable | when not set | read by | meaning |',
    '|---|---|---|---|',
    ...variableNames.map((name) => {
      const { whenAbsent, description } = variables[name]
      return `| \`${name}\` | ${whenAbsent} | ${readersOf(name)} | ${description} |`
    }),
  ].join('\n')

const exampleOf = (name: VariableName): string => {
  const { whenAbsent, description, sample } = variables[name]
  const facts = `# ${description} When not set: ${whenAbsent}. Read by: ${readersOf(name)}.`
  return `${facts.replaceAll('`', '')}\n#${name}=${sample}\n`
}

/** The whole of .env.example. */
export const envExample = (): string =>
  [
    '# Every variable of Tapedeck. Made by `npm run docs:config` from packages/config/src/variables.ts.',
    '# Copy it to .env, uncomment what you need, and start the apps with it in their environment.',
    '# An empty value counts as not set. A wrong or unknown TAPEDECK_ name stops an app at its start.',
    '',
    ...variableNames.map(exampleOf),
  ].join('\n')
