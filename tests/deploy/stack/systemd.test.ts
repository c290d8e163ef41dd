import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documentedCommands, runDocumented } from '@tapedeck/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { projectDir } from '../project-files.ts'
import { runCommand, succeeds } from './run-command.ts'

const missing = (await succeeds('systemd-analyze', '--version')) ? null : 'no systemd-analyze'

describe.skipIf(missing !== null)(
  `the systemd units${missing === null ? '' : ` (${missing})`}`,
  () => {
    let root: string

    beforeAll(async () => {
      root = await mkdtemp(join(tmpdir(), 'tapedeck-units-'))
      const units = join(root, 'etc/systemd/system')
      await cp(join(projectDir, 'deploy/systemd'), units, { recursive: true })
      // what the units name must be there for systemd to be content
      const bin = join(root, 'opt/tapedeck/node_modules/.bin')
      await mkdir(bin, { recursive: true })
      await mkdir(join(root, 'bin'))
      for (const program of [join(bin, 'node'), join(root, 'bin/sh')])
        await writeFile(program, '', { mode: 0o755 })
      // the units of systemd itself, which ours refer to
      await cp('/usr/lib/systemd/system', join(root, 'usr/lib/systemd/system'), { recursive: true })
    })
    afterAll(() => rm(root, { recursive: true, force: true }))

    test('are understood by systemd, every line of them', async () => {
      const names = await readdir(join(root, 'etc/systemd/system'))
      const units = names
        .filter((name) => /\.(service|target)$/.test(name))
        .map((name) => name.replace('@.', '@9101.'))
      expect(units).toHaveLength(5)
      const args = ['verify', '--root', root, '--recursive-errors=no', '--man=no', ...units]
      const said = await runCommand('sh', ['-c', 'systemd-analyze "$@" 2>&1', 'sh', ...args])
      // systemd complains of units of its own when the machine has other packages than they expect
      expect(said.split('\n').filter((line) => line.includes('tapedeck'))).toEqual([])
    })

    test('are installed and enabled by the commands of docs/deployment.md', async () => {
      const { commands } = await documentedCommands('docs/deployment.md', 'systemd')
      expect(commands).toHaveLength(1)
      const host = await mkdtemp(join(tmpdir(), 'tapedeck-host-'))
      const units = join(host, 'etc/systemd/system')
      await mkdir(units, { recursive: true })
      // a directory stands for the host: its init is not there to be told
      await runDocumented(commands, {
        directory: projectDir,
        addresses: {
          ' /etc/': ` ${host}/etc/`,
          '&& systemd-sysusers': `&& systemd-sysusers --root ${host}`,
          '&& systemctl daemon-reload': '',
          'systemctl enable --now': `systemctl --root ${host} enable`,
        },
        env: {},
      })
      expect(await readFile(join(host, 'etc/passwd'), 'utf8')).toMatch(/^tapedeck:/m)
      expect((await stat(join(host, 'etc/tapedeck/tapedeck.env'))).mode & 0o777).toBe(0o600)
      const wanted = await readdir(join(units, 'tapedeck.target.wants'))
      expect(wanted.toSorted()).toEqual([
        'tapedeck-api.service',
        'tapedeck-notifier.service',
        'tapedeck-reconciler.service',
        'tapedeck-recorder@9101.service',
      ])
      expect(await readdir(join(units, 'multi-user.target.wants'))).toEqual(['tapedeck.target'])
      await rm(host, { recursive: true, force: true })
    })
  },
)
