import type { MetricFacts } from './metric-catalogue.ts'

/** Labels that Prometheus or the process adds to every series. */
const commonLabels = ['app', 'instance', 'job', 'le']

const grafanaVariable = /\$\{?\w+\}?/g

const queriesOfJson = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'expr' && typeof child === 'string' ? [child] : queriesOfJson(child),
  )
}

/** The queries of a Grafana dashboard. */
export const queriesOfDashboard = (json: string): string[] => queriesOfJson(JSON.parse(json))

/** The queries of a file of alert rules; each stands on one line. */
export const queriesOfRules = (yaml: string): string[] =>
  [...yaml.matchAll(/^\s+expr: (.+)$/gm)].map(([, query = '']) => query)

const metricOf = (name: string, metrics: Map<string, MetricFacts>): MetricFacts | undefined => {
  const histogram = metrics.get(name.replace(/_(bucket|sum|count)$/, ''))
  if (histogram?.type === 'histogram') return histogram.name === name ? undefined : histogram
  return metrics.get(name)
}

const listed = (text: string): string[] => [...text.matchAll(/\w+/g)].map(([label]) => label)

/** What a query asks for that no app exports: names of metrics, and labels that they do not have. */
export const unknownInQuery = (query: string, metrics: Map<string, MetricFacts>): string[] => {
  const plain = query.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""').replaceAll(grafanaVariable, '1')
  const unknown: string[] = []
  const labels = new Set(commonLabels)
  for (const [, name = '', selector = ''] of plain.matchAll(/\b(tapedeck_\w+)(?:\{([^}]*)\})?/g)) {
    const metric = metricOf(name, metrics)
    if (metric === undefined) {
      unknown.push(name)
      continue
    }
    for (const label of metric.labels) labels.add(label)
    for (const label of listed(selector))
      if (!metric.labels.includes(label) && !commonLabels.includes(label))
        unknown.push(`${name}{${label}}`)
  }
  for (const [, group = ''] of plain.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g))
    for (const label of listed(group)) if (!labels.has(label)) unknown.push(`by (${label})`)
  return unknown
}
