import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { runCommand } from './run-command.ts'

type Environment = { name: string; value?: string; valueFrom?: object }
type PodSpec = {
  enableServiceLinks: boolean
  terminationGracePeriodSeconds: number
  securityContext: object
  containers: {
    args: string[]
    env: Environment[]
    securityContext: object
    volumeMounts: { name: string; mountPath: string }[]
    lifecycle?: object
  }[]
}

/** What the tests look at in an object of Kubernetes. */
export type Resource = {
  apiVersion: string
  kind: string
  metadata: { name: string }
  data?: Record<string, string>
  stringData?: Record<string, string>
  spec: {
    replicas?: number
    template: { spec: PodSpec }
    triggers: { metadata: Record<string, string> }[]
    advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: object } } }
    ports?: { name: string; port: number }[]
    ingress: { from?: object[]; ports?: { port: string }[] }[]
    egress: { to: { ipBlock?: { cidr: string; except?: string[] } }[] }[]
    endpoints: { relabelings: object[] }[]
  } & Record<string, unknown>
}

/** The chart as `helm template` renders it with these values. */
export const renderChart = async (values: object): Promise<Resource[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'tapedeck-chart-'))
  try {
    const file = join(directory, 'values.json')
    await writeFile(file, JSON.stringify(values))
    const args = ['template', 'demo', 'deploy/helm/tapedeck', '--namespace', 'media']
    const text = await runCommand('helm', [...args, '--values', file])
    return parseAllDocuments(text)
      .map((document) => document.toJS() as Resource | null)
      .filter((resource) => resource !== null)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
