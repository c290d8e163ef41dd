import type { Environment } from '@tapedeck/config'

const setting = (env: Environment, name: string): string => env[name]?.trim().toLowerCase() ?? ''

/**
 * True when the environment asks for traces, in OpenTelemetry's own variables
 * (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/).
 */
export const asksForTraces = (env: Environment): boolean => {
  if (setting(env, 'OTEL_SDK_DISABLED') === 'true') return false
  const exporter = setting(env, 'OTEL_TRACES_EXPORTER')
  if (exporter !== '') return exporter !== 'none'
  return ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].some(
    (name) => setting(env, name) !== '',
  )
}
