import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
      await writeFile(join(bin, 'node'), '', { mode: 0o755 })
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
  },
)
