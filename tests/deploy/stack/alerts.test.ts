import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { projectDir, readProjectYaml } from '../project-files.ts'
import { type AlertCase, alarming, calm, type Series } from './alert-cases.ts'
import { runCommand, succeeds } from './run-command.ts'

const rulesPath = 'deploy/prometheus/alerts.yml'
type Rules = { groups: { rules: { alert: string }[] }[] }

const missing = (await succeeds('promtool', '--version')) ? null : 'no promtool'
const title = `alerts${missing === null ? '' : ` (${missing})`}`

/** One run of the rules; `firing` is what the query `of` gives in the end. */
const runOf = (series: Series, minutes: number, of: string, firing: object[]) => ({
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [{ expr: of, eval_time: `${minutes}m`, exp_samples: firing }],
})

const fires = ({ alert, series, minutes = 62 }: AlertCase) =>
  runOf(
    series,
    minutes,
    `count by (alertname) (ALERTS{alertname="${alert}",alertstate="firing"})`,
    [{ labels: `{alertname="${alert}"}`, value: 1 }],
  )

/** Has Prometheus itself evaluate the rules. */
const evaluate = async (tests: ReturnType<typeof runOf>[]): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-alerts-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const path = join(directory, 'alerts.test.yml')
  await writeFile(path, stringify({ rule_files: [join(projectDir, rulesPath)], tests }))
  return runCommand('promtool', ['test', 'rules', path])
}

test('each of the alerts has something to tell of', async () => {
  const { groups } = await readProjectYaml<Rules>(rulesPath)
  const names = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert))
  expect([...new Set(alarming.map(({ alert }) => alert))]).toEqual(names)
})

test.skipIf(missing !== null)(`${title} tell of what they are for`, async () => {
  expect(await evaluate(alarming.map(fires))).toContain('SUCCESS')
})

test.skipIf(missing !== null)(`${title} say nothing of a fleet that is well`, async () => {
  const firing = 'ALERTS{alertstate="firing"}'
  expect(await evaluate([runOf(calm, 62, firing, [])])).toContain('SUCCESS')
})
