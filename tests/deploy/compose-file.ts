import { readProjectYaml } from './project-files.ts'

/** What the tests look at in docker-compose.yml. */
export type ComposeService = {
  image: string
  command?: string
  environment?: Record<string, string>
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  ports?: string[]
  volumes?: string[]
  stop_grace_period?: string
  container_name?: string
  restart?: string
}
export type ComposeFile = { services: Record<string, ComposeService>; volumes: object }

/** docker-compose.yml of the project. */
export const readComposeFile = (): Promise<ComposeFile> => readProjectYaml('docker-compose.yml')

/** A text in which ${NAME:-default} is replaced as in an environment that sets nothing. */
export const withDefaults = (text: string): string =>
  text.replaceAll(/\$\{[A-Z0-9_]+(?::-([^}]*))?\}/g, (_, value: string | undefined) => value ?? '')

/** A duration of a compose file in seconds, such as 30s, 2m or 1m30s. */
export const secondsOf = (duration: string): number => {
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:(\d+)s)?$/.exec(duration) ?? []
  return Number(minutes) * 60 + Number(seconds)
}
