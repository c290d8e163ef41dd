import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appNames, loadConfig } from '@tapedeck/config'
import { describe, expect, test } from 'vitest'
import { documentedValues } from '../documented-values.ts'
import { projectDir, readProjectFolder, readProjectYaml } from '../project-files.ts'

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

  test('scales by metrics that the apps have', async () => {
    const asked = [...new Set(all.match(/\btapedeck_[a-z_]+\b/g) ?? [])]
    expect(asked).toHaveLength(2)
    let sources = ''
    for await (const path of glob('apps/*/src/**/*-metrics.ts', { cwd: projectDir }))
      sources += await readFile(join(projectDir, path), 'utf8')
    expect(asked.filter((name) => !sources.includes(`'${name}'`))).toEqual([])
  })
})
