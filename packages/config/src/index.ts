export type {
  ApiConfig,
  CommonConfig,
  ConfigOf,
  NotifierConfig,
  OpsConfig,
  ReconcilerConfig,
  RecorderConfig,
  SpoolConfig,
} from './app-config.ts'
export { type AppName, appNames } from './app-name.ts'
export { type CliConfig, loadCliConfig } from './cli-config.ts'
export { ConfigError, type ConfigProblem, configExitCode } from './config-error.ts'
export { type InspectedConfig, type InspectedProblem, inspectConfig } from './inspect-config.ts'
export { loadConfig } from './load-config.ts'
export type { Environment } from './read-environment.ts'
export { Secret } from './secret.ts'
export type { BackupConfig, S3Config, StorageConfig } from './storage-config.ts'
export { type VariableName, variableNames, variables } from './variables.ts'
