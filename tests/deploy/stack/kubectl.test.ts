import { documentedCommands, runDocumented } from '@tapedeck/testkit'
import { describe, expect, test } from 'vitest'
import { documentedValues } from '../documented-values.ts'
import { projectDir } from '../project-files.ts'
import { succeeds } from './run-command.ts'

const missing = (await succeeds('kubectl', 'version', '--client')) ? null : 'no kubectl'

describe.skipIf(missing !== null)(`kubectl${missing === null ? '' : ` (${missing})`}`, () => {
  test('makes of the commands of docs/deployment.md the Secret that its values name', async () => {
    const { commands } = await documentedCommands('docs/deployment.md', 'kubectl')
    const { secrets } = await documentedValues()
    const printed = await runDocumented(commands, {
      directory: projectDir,
      // there is no cluster: what would be sent to it is printed
      addresses: { ' create ': ' create --dry-run=client --output json ' },
      env: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
    })
    const objects = printed
      .split(/^(?=\{$)/m)
      .map((text) => JSON.parse(text) as { metadata: object; data?: Record<string, string> })
    expect(objects.map(({ metadata }) => metadata)).toMatchObject([
      { name: 'media' },
      { name: secrets.existing, namespace: 'media' },
    ])
    expect(Object.keys(objects[1]?.data ?? {}).toSorted()).toEqual([
      'TAPEDECK_API_KEY',
      'TAPEDECK_MASTER_KEY',
      'TAPEDECK_S3_ACCESS_KEY_ID',
      'TAPEDECK_S3_SECRET_ACCESS_KEY',
    ])
  })
})
