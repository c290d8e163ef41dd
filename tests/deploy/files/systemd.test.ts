import { appNames, loadConfig } from '@tapedeck/config'
import { expect, test } from 'vitest'
import { readProjectFolder } from '../project-files.ts'

const units = await readProjectFolder('deploy/systemd')
const unitOf = (app: string): string =>
  units.get(`tapedeck-${app}.service`) ?? units.get(`tapedeck-${app}@.service`) ?? ''
/** The values of a setting of a unit, in order. */
const settings = (unit: string, name: string): string[] =>
  unit
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1))

test.each(appNames)(
  'the unit of %s runs the app as a user and restarts it, but not for a wrong setting',
  (app) => {
    const unit = unitOf(app)
    expect(settings(unit, 'ExecStart')).toEqual([
      `/opt/tapedeck/node_modules/.bin/node apps/${app}/src/main.ts`,
    ])
    expect(settings(unit, 'User')).toEqual(['tapedeck'])
    expect(settings(unit, 'Restart')).toEqual(['on-failure'])
    expect(settings(unit, 'RestartPreventExitStatus')).toEqual(['78'])
    expect(settings(unit, 'ProtectSystem')).toEqual(['strict'])
  },
)

test.each(appNames)('the unit of %s is given longer to end than the app takes', (app) => {
  const key = { TAPEDECK_API_KEY: 'a-key-of-this-test', TAPEDECK_FILESYSTEM_DIR: '/recordings' }
  const [stopSeconds] = settings(unitOf(app), 'TimeoutStopSec')
  expect(Number(stopSeconds)).toBeGreaterThanOrEqual(loadConfig(app, key).drainSeconds + 30)
})

test('recorders of one host have each an id, a port and a spool of their own that they may write to', () => {
  const unit = unitOf('recorder')
  const env = Object.fromEntries(
    settings(unit, 'Environment').map((line) => line.split('=') as [string, string]),
  )
  const own = Object.entries(env).filter(([name]) => name.startsWith('TAPEDECK_'))
  expect(own.filter(([, value]) => !value.includes('%i'))).toEqual([])
  expect(env.TAPEDECK_SPOOL_DIR).toBe(`/var/lib/${settings(unit, 'StateDirectory')[0]}`)
})

test.each(appNames)(
  'the unit of %s keeps what Node has compiled where no other user writes',
  (app) => {
    const unit = unitOf(app)
    expect(settings(unit, 'Environment')).toContain('NODE_COMPILE_CACHE=%C/tapedeck/compiled')
    expect(settings(unit, 'CacheDirectory')).toEqual(['tapedeck'])
    expect(settings(unit, 'CacheDirectoryMode')).toEqual(['0700'])
  },
)

test('only the recorder gets the signal to end, and its ffmpegs from it', () => {
  expect(settings(unitOf('recorder'), 'KillMode')).toEqual(['mixed'])
})
