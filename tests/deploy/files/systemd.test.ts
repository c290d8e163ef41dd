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
  const [before = ''] = settings(unit, 'ExecStartPre')
  const own = [...before.matchAll(/\b(TAPEDECK_[A-Z_]+)=(\S+)/g)]
  expect(own.map(([, name]) => name).toSorted()).toEqual([
    'TAPEDECK_METRICS_PORT',
    'TAPEDECK_RECORDER_ID',
    'TAPEDECK_SPOOL_DIR',
  ])
  expect(own.filter(([, , value]) => !value?.includes('%i'))).toEqual([])
  const spool = own.find(([, name]) => name === 'TAPEDECK_SPOOL_DIR')?.[2]
  expect(spool).toBe(`/var/lib/${settings(unit, 'StateDirectory')[0]}`)
})

test('the settings that all apps share take nothing of its own from a recorder; those of the one recorder may', () => {
  const unit = unitOf('recorder')
  const [before = ''] = settings(unit, 'ExecStartPre')
  const [, written] = />(\S+)'$/.exec(before) ?? []
  expect(written).toMatch(new RegExp(`^/run/${settings(unit, 'RuntimeDirectory')[0]}/`))
  // the later file wins, and any file wins over Environment=
  expect(settings(unit, 'EnvironmentFile')).toEqual([
    '/etc/tapedeck/tapedeck.env',
    `-${written}`,
    '-/etc/tapedeck/recorder-%i.env',
  ])
  for (const unitText of units.values())
    for (const line of settings(unitText, 'Environment')) expect(line).not.toMatch(/^TAPEDECK_/)
})

test('a recorder goes on when the kernel ends one of its ffmpegs for want of memory', () => {
  expect(settings(unitOf('recorder'), 'OOMPolicy')).toEqual(['continue'])
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
