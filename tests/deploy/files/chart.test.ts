import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appNames, loadConfig } from '@tapedeck/config'
import { describe, expect, test } from 'vitest'
import { documentedValues } from '../documented-values.ts'
import {
  projectDir,
  readProjectFile,
  readProjectFolder,
  readProjectYaml,
} from '../project-files.ts'

type Tree = { [name: string]: unknown }

const templates = await readProjectFolder('deploy/helm/tapedeck/templates')
const values = await readProjectYaml<Tree>('deploy/helm/tapedeck/values.yaml')
const schema = await readProjectYaml<Tree>('deploy/helm/tapedeck/values.schema.json')
const all = [...templates.values()].join('\n')

const at = (tree: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (current, name) =>
      typeof current === 'object' && current !== null ? (current as Tree)[name] : undefined,
    tree,
  )

/** The paths of everything that stands in the values; maps that users fill are leaves. */
const pathsOf = (tree: Tree, before: readonly string[] = []): string[][] =>
  Object.entries(tree).flatMap(([name, value]) => {
    const path = [...before, name]
    const isOpen = ['settings', 'values', 'requests', 'limits'].includes(name)
    return typeof value === 'object' && value !== null && !Array.isArray(value) && !isOpen
      ? [path, ...pathsOf(value as Tree, path)]
      : [path]
  })

describe('the Helm chart', () => {
  test('uses no value that values.yaml does not hold', () => {
    const used = [...all.matchAll(/\.Values\.([A-Za-z0-9.]+)/g)].map(([, path]) => path ?? '')
    expect(used.length).toBeGreaterThan(30)
    expect(used.filter((path) => at(values, path.split('.')) === undefined)).toEqual([])
  })

  const known = (path: readonly string[]): unknown =>
    path.reduce<unknown>((current, name) => {
      const properties = at(current, ['properties'])
      return properties === undefined ? current : at(properties, [name])
    }, schema)

  test('has a schema that knows every value, and no other', () => {
    expect(pathsOf(values).filter((path) => known(path) === undefined)).toEqual([])
    const top = Object.keys(at(schema, ['properties']) as Tree)
    expect(top.toSorted()).toEqual(['global', ...Object.keys(values)].toSorted())
  })

  test('takes the values of docs/deployment.md, and the apps their settings', async () => {
    const shown = await documentedValues()
    expect(pathsOf(shown).filter((path) => known(path) === undefined)).toEqual([])
    const keys = { TAPEDECK_API_KEY: 'a-key-of-this-test' }
    for (const app of appNames)
      expect(() => loadConfig(app, { ...shown.settings, ...keys })).not.toThrow()
  })

  test('closes what it opens', () => {
    for (const [name, text] of templates) {
      const opened = text.match(/\{\{-?\s*(?:if|with|range|define)\b/g)?.length ?? 0
      const closed = text.match(/\{\{-?\s*end\b/g)?.length ?? 0
      expect({ name, closed }).toEqual({ name, closed: opened })
    }
  })

  test('keeps the names that Kubernetes gives services out of the environment of the apps', () => {
    expect(all).toContain('enableServiceLinks: false')
  })

  test('keeps the spool of a recorder that is scaled in', () => {
    expect(at(values, ['recorder', 'spool', 'whenScaled'])).toBe('Retain')
  })

  test('gives recorders a spool with room for as many streams as they take, through an hour of outage', () => {
    const capacity = Number(at(values, ['recorder', 'capacity']))
    const [, gibibytes = ''] =
      /^(\d+)Gi$/.exec(String(at(values, ['recorder', 'spool', 'size']))) ?? []
    // docs/operations.md: (1 + outputs) x bit rate x (longest cycle + longest outage), and a fifth more
    const bytesPerSecond = 2_600_000 / 8
    const neededBytes = capacity * (1 + 1) * bytesPerSecond * (3600 + 3600) * 1.2
    // what a recorder takes of its file system
    expect(Number(gibibytes) * 2 ** 30 * 0.9).toBeGreaterThanOrEqual(neededBytes)
  })

  test('turns no value into text that Go would write with an exponent', () => {
    const piped = [...all.matchAll(/\{\{[^}]*\|\s*toString\b[^}]*\}\}/g)].map(([found]) => found)
    const [, helper = ''] = /define "tapedeck\.text"([\s\S]*?)\n\{\{- end \}\}\n/.exec(all) ?? []
    expect(piped.filter((found) => !helper.includes(found))).toEqual([])
    // numbers of the values that are variables of an app
    expect(all.match(/value: \{\{ \.[A-Za-z.]+ \| quote \}\}/g)).toBeNull()
  })

  test('leaves the number of recorders that run when it is given to KEDA', () => {
    const recorder = templates.get('recorder.yaml')
    expect(recorder).toMatch(/lookup "apps\/v1" "StatefulSet" \.Release\.Namespace \$name/)
  })

  test('lets a recorder store for as long as it waits for that, and no value be longer', async () => {
    const recorder = await readProjectFile('apps/recorder/src/recorder.ts')
    const [, storingSeconds] = /const storingSeconds = (\d+)\n/.exec(recorder) ?? []
    const { maximum } = known(['recorder', 'uploadSeconds']) as { maximum?: number }
    expect(maximum).toBe(Number(storingSeconds))
  })

  test('keeps the apps from every service that webhooks are kept from', async () => {
    const guard = await readProjectFile('packages/webhooks/src/address-guard.ts')
    const [, listed = ''] = /const metadataAddresses = \[([^\]]*)\]/.exec(guard) ?? []
    const addresses = [...listed.matchAll(/'([^']+)'/g)].map(([, address = '']) => address)
    expect(addresses.length).toBeGreaterThan(4)
    // the guard refuses all of link-local space, where the first of these services is
    const blocked = ['169.254.169.254', ...addresses].map((address) =>
      address.includes(':') ? `${address}/128` : `${address}/32`,
    )
    expect(at(values, ['networkPolicy', 'blockedAddresses'])).toEqual(blocked)
  })

  test('has Prometheus name every job as the alerts expect it, whatever the release is called', async () => {
    const alerts = await readProjectFile('deploy/prometheus/alerts.yml')
    const jobs = [...alerts.matchAll(/job=~"([^"]*)"/g)].map(([, pattern = '']) => pattern)
    const relabeling = /\{ targetLabel: job, replacement: (\S+) \}/
    const [, job = ''] = relabeling.exec(templates.get('servicemonitor.yaml') ?? '') ?? []
    expect(job).toBe('tapedeck')
    for (const pattern of jobs) expect(job).toMatch(new RegExp(`^${pattern}$`))
  })

  test('scales by metrics that the apps have', async () => {
    const asked = [...new Set(all.match(/\btapedeck_[a-z_]+\b/g) ?? [])]
    expect(asked).toHaveLength(2)
    let sources = ''
    for await (const path of glob('apps/*/src/**/*-metrics.ts', { cwd: projectDir }))
      sources += await readFile(join(projectDir, path), 'utf8')
    expect(asked.filter((name) => !sources.includes(`'${name}'`))).toEqual([])
  })
})
