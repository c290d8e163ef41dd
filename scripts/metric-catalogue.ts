import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A metric as the code registers it. */
export type MetricFacts = {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  labels: string[]
  /** Its series are there with 0 before anything is counted. */
  isFromStart: boolean
  /** The apps that export it. */
  apps: string[]
}

const root = join(import.meta.dirname, '..')

/** Packages that register metrics for the apps which ask them to. */
const appsOfPackage: Record<string, string[]> = {
  queue: ['recorder', 'notifier', 'reconciler'],
  control: ['api', 'reconciler'],
}

const registration =
  /\.(counter|gauge|histogram)(?:<[^>(]*>)?\(\{\s*name: '(tapedeck_\w+)',\s*help:\s*'((?:[^'\\]|\\.)*)',?\s*(?:labelNames: \[([^\]]*)\])?,?\s*(?:\/\/.*\s*)?(knownValues:)?/g

const appsOf = (path: string): string[] => {
  const [kind = '', folder = ''] = path.split('/')
  const apps = kind === 'apps' ? [folder] : appsOfPackage[folder]
  if (apps === undefined) throw new Error(`${path} registers a metric: of which apps?`)
  return apps
}

const metricsOf = (path: string, source: string): MetricFacts[] => {
  const found = [...source.matchAll(registration)].map(
    ([, type, name = '', help = '', labels = '', known]): MetricFacts => ({
      name,
      type: type as MetricFacts['type'],
      help: help.replaceAll("\\'", "'"),
      labels: [...labels.matchAll(/'(\w+)'/g)].map(([, label = '']) => label),
      isFromStart: labels === '' || known !== undefined,
      apps: appsOf(path),
    }),
  )
  const names = [...source.matchAll(/name: '(tapedeck_\w+)'/g)]
  if (names.length !== found.length)
    throw new Error(
      `${path} registers a metric in a way that scripts/metric-catalogue.ts does not read`,
    )
  return found
}

/** Every metric that the sources register, by name. What an app really exports is compared with it by the app's own test. */
export const readMetricCatalogue = async (): Promise<MetricFacts[]> => {
  const metrics: MetricFacts[] = []
  for await (const path of glob('{apps,packages}/*/src/**/*.ts', { cwd: root })) {
    if (path.endsWith('.test.ts')) continue
    metrics.push(...metricsOf(path, await readFile(join(root, path), 'utf8')))
  }
  return metrics.sort((one, other) => (one.name < other.name ? -1 : 1))
}

const rowOf = ({ name, type, labels, apps, help }: MetricFacts): string => {
  const shown = labels.map((label) => `\`${label}\``).join(', ')
  return `| \`${name}\` | ${type} | ${shown === '' ? '–' : shown} | ${apps.join(', ')} | ${help} |`
}

/** Every metric as a table, for docs/metrics.md. */
export const metricTable = (metrics: MetricFacts[]): string =>
  [
    '| metric | type | labels | exported by | meaning |',
    '|---|---|---|---|---|',
    ...metrics.map(rowOf),
  ].join('\n')
