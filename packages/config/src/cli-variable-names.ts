/** Names that only the command line reads. Services pass over them: both may run in one environment. */
export const cliVariableNames: readonly string[] = ['TAPEDECK_URL']
