import { isTapedeckError } from '@tapedeck/contracts'
import { type Logger as PinoLogger, pino, stdSerializers } from 'pino'
import { currentTraceId } from './tracing/spans.ts'

/** The log of a process: one JSON object per line. */
export type Logger = PinoLogger

const secretFields = [
  'apiKey',
  'authorization',
  'cookie',
  'headers.authorization',
  'headers.cookie',
  'notifyUrl',
  'password',
  'redisUrl',
  'secret',
  'secretAccessKey',
  'signingSecret',
  'source.url',
  'sourceUrl',
  'token',
]

/** pino matches whole paths only, so each field is named at the top and one and two levels down. */
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])

/** An error of ours is logged with its code and fields; causes go along. */
const errorForLog = (error: Error) => {
  const plain = stdSerializers.errWithCause(error)
  return isTapedeckError(error)
    ? { ...plain, code: error.code, blame: error.facts.blame, problems: error.problems }
    : plain
}

/** Leads from a line of the log to its trace. An object of its own each time, since pino writes the line's fields into it. */
const traceFacts = (): object => {
  const traceId = currentTraceId()
  return traceId === undefined ? {} : { traceId }
}

/**
 * Creates the log of a process.
 * @param options.destination where lines go, stdout when absent
 */
export const createLogger = (options: {
  app: string
  level?: string
  destination?: { write(line: string): void }
}): Logger => {
  const settings = {
    level: options.level ?? 'info',
    base: { app: options.app, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    mixin: traceFacts,
    serializers: { err: errorForLog, error: errorForLog },
  }
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination)
}
