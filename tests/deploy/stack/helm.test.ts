import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { appNames, loadConfig } from '@tapedeck/config'
import { documentedCommands, runDocumented } from '@tapedeck/testkit'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { documentedValues, documentedValuesText } from '../documented-values.ts'
import { projectDir } from '../project-files.ts'
import { type Resource, renderChart } from './rendered-chart.ts'
import { succeeds } from './run-command.ts'

const missing = (await succeeds('helm', 'version')) ? null : 'no helm'
const keys = {
  TAPEDECK_API_KEY: 'a-key-of-this-test',
  TAPEDECK_MASTER_KEY: 'another-key-of-this-test-32-characters-long',
}
const secrets = { values: keys }

describe.skipIf(missing !== null)(`helm template${missing === null ? '' : ` (${missing})`}`, () => {
  let plain: Resource[]
  let full: Resource[]

  const find = (resources: Resource[], kind: string, name: string): Resource => {
    const found = resources.find((each) => each.kind === kind && each.metadata.name === name)
    if (found === undefined) throw new Error(`no ${kind} ${name}`)
    return found
  }
  const workload = (app: string): Resource =>
    find(plain, app === 'recorder' ? 'StatefulSet' : 'Deployment', `demo-tapedeck-${app}`)
  const podOf = (app: string) => workload(app).spec.template.spec
  /** The environment of an app as its pod would have it. */
  const settingsOf = (app: string): Record<string, string> => {
    const own = podOf(app).containers[0]?.env ?? []
    return {
      ...find(plain, 'ConfigMap', 'demo-tapedeck').data,
      ...find(plain, 'Secret', 'demo-tapedeck').stringData,
      ...Object.fromEntries(
        own.map(({ name, value }) => [name, value ?? 'demo-tapedeck-recorder-0']),
      ),
    }
  }

  beforeAll(async () => {
    plain = await renderChart({ secrets })
    full = await renderChart({
      secrets: { existing: 'mine', s3Credentials: { existing: 'keys' } },
      settings: {
        TAPEDECK_ALIYUN_PORT: 8081,
        TAPEDECK_SPOOL_MAX_BYTES: 107_374_182_400,
        OTEL_TRACES_SAMPLER_ARG: 0.25,
      },
      autoscaling: { enabled: true, selector: 'cluster="a"' },
      serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
      api: { ingress: { enabled: true, className: 'nginx', tlsSecret: 'tls' } },
      networkPolicy: { apiFrom: [{ podSelector: {} }], blockedAddresses: ['fd00::1/128'] },
    })
  })

  test.each(appNames)('%s gets settings that it takes', (app) => {
    expect(() => loadConfig(app, settingsOf(app))).not.toThrow()
    expect(podOf(app).enableServiceLinks).toBe(false)
  })

  test.each(appNames)(
    '%s is a user without rights, on a file system that it cannot write to',
    (app) => {
      expect(podOf(app).securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 })
      expect(podOf(app).containers[0]).toMatchObject({
        args: [app],
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      })
    },
  )

  test.each(appNames)('%s is given longer to end than it takes', (app) => {
    const { drainSeconds } = loadConfig(app, settingsOf(app))
    expect(podOf(app).terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drainSeconds + 30)
  })

  test.each(appNames)('no more than one %s is taken away at a time', (app) => {
    const { spec } = find(plain, 'PodDisruptionBudget', `demo-tapedeck-${app}`)
    expect(spec).toMatchObject({
      maxUnavailable: 1,
      selector: { matchLabels: { 'app.kubernetes.io/component': app } },
    })
  })

  test('a recorder keeps its name, its id and its spool', () => {
    const { spec } = workload('recorder')
    expect(spec.volumeClaimTemplates).toMatchObject([{ metadata: { name: 'spool' } }])
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({
      whenScaled: 'Retain',
      whenDeleted: 'Retain',
    })
    const [container] = podOf('recorder').containers
    expect(container?.env).toContainEqual({
      name: 'TAPEDECK_RECORDER_ID',
      valueFrom: { fieldRef: { fieldPath: 'metadata.name' } },
    })
    const spool = container?.volumeMounts.find(({ name }) => name === 'spool')?.mountPath
    expect(settingsOf('recorder').TAPEDECK_SPOOL_DIR).toMatch(new RegExp(`^${spool}/`))
  })

  test('KEDA scales the recorders by demand, and takes them away one by one', () => {
    const scaled = find(full, 'ScaledObject', 'demo-tapedeck-recorder')
    expect(scaled.spec.scaleTargetRef).toMatchObject({
      kind: 'StatefulSet',
      name: 'demo-tapedeck-recorder',
    })
    const { query, threshold } = scaled.spec.triggers[0]?.metadata ?? {}
    expect(query).toContain('tapedeck_recorder_load{namespace="media",cluster="a"}')
    expect(query).toContain('state="accepted"')
    expect(query).toContain('state="waiting"')
    // figures that are missing must not look like an idle house, which would be scaled in
    expect(query).toMatch(/^sum\(tapedeck_recorder_load\{[^}]*\}\)\s*\+/)
    expect(scaled.spec).not.toHaveProperty('fallback')
    // 50 slots of which 10 are to be free
    expect(threshold).toBe('40')
    const { scaleDown } = scaled.spec.advanced.horizontalPodAutoscalerConfig.behavior
    expect(scaleDown).toMatchObject({ policies: [{ type: 'Pods', value: 1 }] })
    // the number of recorders is then KEDA's alone; where a StatefulSet runs, that of it, which no template can know here
    expect(find(full, 'StatefulSet', 'demo-tapedeck-recorder').spec).not.toHaveProperty('replicas')
  })

  test('numbers are written out, as the apps read them', () => {
    expect(find(full, 'ConfigMap', 'demo-tapedeck').data).toMatchObject({
      TAPEDECK_ALIYUN_PORT: '8081',
      TAPEDECK_SPOOL_MAX_BYTES: '107374182400',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    })
  })

  /** The ranges of addresses that an app may reach, with what is taken out of each. */
  const reachable = (resources: Resource[], app: string): Record<string, string[]> => {
    const { egress } = find(resources, 'NetworkPolicy', `demo-tapedeck-${app}`).spec
    const blocks = egress.flatMap(({ to }) => to).flatMap(({ ipBlock }) => ipBlock ?? [])
    return Object.fromEntries(blocks.map(({ cidr, except = [] }) => [cidr, except]))
  }

  test('nobody reaches the services that hand out the keys of a cloud, of either version of IP', () => {
    for (const app of appNames) {
      const ranges = reachable(plain, app)
      expect(Object.keys(ranges)).toEqual(['0.0.0.0/0', '::/0'])
      expect(ranges['0.0.0.0/0']).toContain('169.254.169.254/32')
      expect(ranges['::/0']).toContain('fd00:ec2::254/128')
      // Kubernetes refuses an address that is not in the range
      expect(ranges['0.0.0.0/0']?.filter((address) => address.includes(':'))).toEqual([])
      expect(ranges['::/0']?.filter((address) => !address.includes(':'))).toEqual([])
      expect(reachable(full, app)).toEqual({ '0.0.0.0/0': [], '::/0': ['fd00::1/128'] })
    }
  })

  test('an API that not everybody may call is still watched', () => {
    const ingressOf = (resources: Resource[], app: string) =>
      find(resources, 'NetworkPolicy', `demo-tapedeck-${app}`).spec.ingress
    const watched = {
      from: [{ namespaceSelector: {} }],
      ports: [{ port: 'http', protocol: 'TCP' }],
    }
    expect(ingressOf(full, 'api')).toEqual([{ from: [{ podSelector: {} }] }, watched])
    expect(ingressOf(full, 'recorder')).toEqual([watched])
    expect(ingressOf(plain, 'api')).toEqual([{}])
  })

  test('Prometheus names the job alike, whatever the release is called', () => {
    const [endpoint] = find(full, 'ServiceMonitor', 'demo-tapedeck').spec.endpoints
    expect(endpoint?.relabelings).toContainEqual({ targetLabel: 'job', replacement: 'tapedeck' })
  })

  test('what is turned on is there, and what is not is not', () => {
    const kinds = (resources: Resource[]) => new Set(resources.map(({ kind }) => kind))
    for (const kind of ['Ingress', 'ServiceMonitor', 'ScaledObject']) {
      expect(kinds(full)).toContain(kind)
      expect(kinds(plain)).not.toContain(kind)
    }
    expect(kinds(full)).not.toContain('Secret')
    const ports = find(full, 'Service', 'demo-tapedeck-api').spec.ports
    expect(ports?.map(({ name, port }) => [name, port])).toEqual([
      ['http', 80],
      ['aliyun', 8081],
    ])
  })

  test('the command of docs/deployment.md makes what its values ask for', async () => {
    const { commands } = await documentedCommands('docs/deployment.md', 'helm')
    const directory = await mkdtemp(join(tmpdir(), 'tapedeck-values-'))
    await writeFile(join(directory, 'my-values.yaml'), await documentedValuesText())
    const printed = await runDocumented(commands, {
      directory,
      // there is no cluster: what would be sent to it is printed
      addresses: {
        'upgrade --install': 'template',
        'deploy/helm': join(projectDir, 'deploy/helm'),
      },
      env: {},
    })
    await rm(directory, { recursive: true, force: true })
    const { secrets: named, recorder } = await documentedValues()
    const made = parseAllDocuments(printed).map((document) => document.toJS() as Resource | null)
    const recorders = made.find((resource) => resource?.kind === 'StatefulSet')
    expect(recorders?.spec.replicas).toBe(recorder.replicas)
    expect(JSON.stringify(recorders?.spec)).toContain(`"secretRef":{"name":"${named.existing}"`)
  })

  test('a chart without keys, with a misspelt value or a variable of another program is refused', async () => {
    await expect(renderChart({})).rejects.toThrow(/TAPEDECK_API_KEY/)
    await expect(renderChart({ secrets, recorder: { capcity: 3 } })).rejects.toThrow(/capcity/)
    await expect(renderChart({ secrets, settings: { PATH: '/' } })).rejects.toThrow(/settings/)
    await expect(
      renderChart({ secrets, autoscaling: { enabled: true, freeSlots: 50 } }),
    ).rejects.toThrow(/freeSlots/)
  })
})
