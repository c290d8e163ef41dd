import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appNames, variableNames } from '@tapedeck/config'
import { expect, test } from 'vitest'
import { projectDir, readProjectFile, readProjectFolder, variablesIn } from '../project-files.ts'

const dockerfile = await readProjectFile('Dockerfile')
/** The lines of one stage. */
const stage = (name: string): string => {
  const found = dockerfile.split(/^(?=FROM )/m).find((part) => part.includes(` AS ${name}\n`))
  if (found === undefined) throw new Error(`no stage ${name}`)
  return found
}

test('the packages of every app that runs in the image are installed in it', async () => {
  const apps = (await readdir(join(projectDir, 'apps'))).filter((app) => app !== 'console')
  for (const app of apps) expect(stage('packages')).toContain(`-w apps/${app}`)
})

test('the image runs as a user, and is Debian trixie', () => {
  expect(stage('tapedeck')).toMatch(/^USER node$/m)
  expect(dockerfile).toContain('ARG NODE_IMAGE=node:24-trixie-slim')
})

test('the image holds the console as it was built, and not what a working copy has of it', async () => {
  expect(stage('console')).toContain('npm run build -w apps/console')
  expect(stage('tapedeck')).toContain('COPY --from=console /app/apps/console/dist')
  expect(await readProjectFile('.dockerignore')).toMatch(/^\*\*\/dist$/m)
})

test('the image holds what Node has compiled, for the user that it runs as', () => {
  const [before = '', after = ''] = stage('tapedeck').split(/^USER node$/m)
  expect(before).toContain('NODE_COMPILE_CACHE=/compiled')
  expect(before).toMatch(/install -d -o node -g node .*\/compiled/)
  for (const app of appNames) expect(/^RUN for app in (.*); do/m.exec(after)?.[1]).toContain(app)
})

test('nothing enters the build that is not named', async () => {
  const [first] = (await readProjectFile('.dockerignore')).split('\n').filter((l) => l[0] !== '#')
  expect(first).toBe('**')
})

test('every variable that the image, the units or the chart name is one that the apps know', async () => {
  const units = await readProjectFolder('deploy/systemd')
  const chart = await readProjectFolder('deploy/helm/tapedeck/templates')
  const values = await readFile(join(projectDir, 'deploy/helm/tapedeck/values.yaml'), 'utf8')
  const texts = [dockerfile, values, ...units.values(), ...chart.values()]
  const named = texts.flatMap(variablesIn)
  expect(named).toContain('TAPEDECK_RECORDER_ID')
  expect(named.filter((name) => !(variableNames as string[]).includes(name))).toEqual([])
})
