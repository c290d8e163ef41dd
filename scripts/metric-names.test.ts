import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type MetricFacts, metricTable, readMetricCatalogue } from './metric-catalogue.ts'
import { queriesOfDashboard, queriesOfRules, unknownInQuery } from './metric-queries.ts'
import { markedPart } from './state-diagram.ts'

const root = join(import.meta.dirname, '..')

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

const catalogue = await readMetricCatalogue()
const byName = new Map(catalogue.map((metric) => [metric.name, metric]))

test('every metric has one name and one meaning', () => {
  expect(catalogue.length).toBeGreaterThan(70)
  expect(byName.size).toBe(catalogue.length)
})

test('docs/metrics.md lists every metric as the code has it, and names no other', async () => {
  const document = await read('docs/metrics.md')
  expect(markedPart(document, 'metrics')).toBe(metricTable(catalogue))
})

test('the documents speak of metrics that there are', async () => {
  const paths = globSync('docs/*.md', { cwd: root })
  expect(paths).toContain('docs/operations.md')
  for (const path of paths) {
    const named = [...(await read(path)).matchAll(/`(tapedeck_[^`]+)`/g)]
    const unknown = named.flatMap(([, query = '']) => unknownInQuery(query, byName))
    expect({ path, unknown: unknown.filter((name) => !byName.has(name)) }).toEqual({
      path,
      unknown: [],
    })
  }
})

test('the chart scales by metrics that there are', async () => {
  const paths = globSync('deploy/helm/**/*.yaml', { cwd: root })
  const texts = await Promise.all(paths.map(read))
  const named = texts.flatMap((text) => text.match(/\btapedeck_[a-z_]+/g) ?? [])
  expect(named.filter((name) => !byName.has(name))).toEqual([])
})

test('the dashboard asks for metrics and labels that there are', async () => {
  const queries = queriesOfDashboard(await read('deploy/grafana/tapedeck.json'))
  expect(queries.length).toBeGreaterThan(30)
  expect(queries.flatMap((query) => unknownInQuery(query, byName))).toEqual([])
})

test('the alerts ask for metrics and labels that there are, and say what to do', async () => {
  const rules = await read('deploy/prometheus/alerts.yml')
  const queries = queriesOfRules(rules)
  expect(queries.flatMap((query) => unknownInQuery(query, byName))).toEqual([])
  const alerts = [...rules.matchAll(/^\s+- alert: (\w+)$/gm)].map(([, name = '']) => name)
  expect(queries).toHaveLength(alerts.length)
  const { length } = [...rules.matchAll(/^\s+description: /gm)]
  expect(length).toBe(alerts.length)
  const document = await read('docs/metrics.md')
  expect(alerts.filter((name) => !document.includes(`\`${name}\``))).toEqual([])
})

test('what alerts count is there before anything is counted: no increase is seen in the first value', async () => {
  const queries = queriesOfRules(await read('deploy/prometheus/alerts.yml'))
  const counted = queries.flatMap((query) =>
    [...query.matchAll(/\bincrease\((tapedeck_\w+_total)\b/g)].map(([, name = '']) => name),
  )
  expect(counted.length).toBeGreaterThan(10)
  expect(counted.filter((name) => byName.get(name)?.isFromStart !== true)).toEqual([])
})

test('a query with a wrong name, label or group is found out', () => {
  const metric = (name: string, type: MetricFacts['type'], labels: string[]): MetricFacts => ({
    ...{ name, type, labels, help: '', apps: [], isFromStart: false },
  })
  const known = new Map(
    [
      metric('tapedeck_files_total', 'counter', ['format']),
      metric('tapedeck_wait_seconds', 'histogram', ['queue']),
    ].map((one) => [one.name, one]),
  )
  const good =
    'histogram_quantile(0.9, sum by (le, queue) (rate(tapedeck_wait_seconds_bucket{job=~"$job"}[5m])))'
  expect(unknownInQuery(good, known)).toEqual([])
  expect(unknownInQuery('rate(tapedeck_file_total[5m])', known)).toEqual(['tapedeck_file_total'])
  expect(unknownInQuery('tapedeck_wait_seconds', known)).toEqual(['tapedeck_wait_seconds'])
  expect(unknownInQuery('tapedeck_files_total{kind="mp4"}', known)).toEqual([
    'tapedeck_files_total{kind}',
  ])
  expect(unknownInQuery('sum by (queue) (tapedeck_files_total)', known)).toEqual(['by (queue)'])
})
