import { appNames, loadConfig, type VariableName, variables } from '@tapedeck/config'
import { describe, expect, test } from 'vitest'
import { readComposeFile, secondsOf, withDefaults } from '../compose-file.ts'
import { readProjectFile, variablesIn } from '../project-files.ts'

const { services } = await readComposeFile()
const settingsOf = (app: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(services[app]?.environment ?? {}).map(([name, value]) => [
      name,
      withDefaults(String(value)),
    ]),
  )

const [, notPassed = ''] =
  /^- \*\*Settings\.\*\* [\s\S]*? but:\n([\s\S]*?)^- \*\*/m.exec(
    await readProjectFile('docs/deployment.md'),
  ) ?? []

describe.each(appNames)('the service %s of docker-compose.yml', (app) => {
  test('has settings that the app takes', () => {
    expect(() => loadConfig(app, settingsOf(app))).not.toThrow()
  })

  test('is passed every variable of .env that the app reads, but those of which docs/deployment.md says so', () => {
    const environment = services[app]?.environment ?? {}
    const isRead = (name: VariableName) => (variables[name].apps as readonly string[]).includes(app)
    const read = Object.keys(variables).filter((name) => isRead(name as VariableName))
    const isPassed = (name: string) => String(environment[name]).startsWith(`\${${name}:-`)
    expect(read.filter((name) => !isPassed(name)).toSorted()).toEqual(
      variablesIn(notPassed)
        .filter((name) => read.includes(name))
        .toSorted(),
    )
  })

  test('can change nothing of its image and has no rights of root', () => {
    expect(services[app]).toMatchObject({
      command: app,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })

  test('is given longer to end than the app takes', () => {
    const { drainSeconds } = loadConfig(app, settingsOf(app))
    // an API without a period of its own has ten seconds, and nothing that it must finish
    if (app === 'recorder' || app === 'notifier')
      expect(secondsOf(services[app]?.stop_grace_period ?? '10s')).toBeGreaterThanOrEqual(
        drainSeconds + 30,
      )
  })
})

test('recorders can be scaled: nothing of theirs is there only once', () => {
  expect(services.recorder).not.toHaveProperty('container_name')
  expect(services.recorder).not.toHaveProperty('ports')
  expect(settingsOf('recorder')).not.toHaveProperty('TAPEDECK_RECORDER_ID')
})

test('no port is open to other hosts', () => {
  const ports = Object.values(services).flatMap((service) => service.ports ?? [])
  expect(ports.length).toBeGreaterThan(0)
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('Redis keeps what it is told and forgets nothing', () => {
  const { command, volumes } = services.redis ?? {}
  expect(command).toMatch(/--appendonly yes/)
  expect(command).toMatch(/--maxmemory-policy noeviction/)
  expect(volumes).toContain('redis:/data')
})

test('the ports for the clients of other clouds are open on this host when they are set', () => {
  for (const name of ['TAPEDECK_ALIYUN_PORT', 'TAPEDECK_CDNETWORKS_PORT'])
    expect(services.api?.ports?.map(String).join('\n')).toContain(
      `127.0.0.1:\${${name}:-}:\${${name}:-`,
    )
})

test('docs/getting-started.md names the key and the RTMP server that there are with Compose', async () => {
  const page = await readProjectFile('docs/getting-started.md')
  expect(page).toContain(`KEY=${settingsOf('api').TAPEDECK_API_KEY}`)
  const [, host = ''] = /rtmp:\/\/(\w+):1935\/live\/lesson/.exec(page) ?? []
  expect(services).toHaveProperty(host)
})
