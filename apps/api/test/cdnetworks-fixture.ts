import type { AccessKey } from '@tapedeck/domain'
import {
  type CdnetworksClient,
  type CdnetworksClientOptions,
  createCdnetworksClient,
  type S3Server,
} from '@tapedeck/testkit'
import { buildCdnetworksApi } from '../src/cdnetworks/build-cdnetworks-api.ts'
import { startTestApi } from './api-fixture.ts'

export const accessKey = 'TDAK0123456789ABCDEF'
export const secretKey = 'a-secret-key-of-an-api-user'
export const storageSecret = 'the-secret-key-of-the-object-storage'

let publications = 0

/** The API and, on a port of its own, the one for clients of CDNetworks, with a key that may write. */
export const startCdnetworks = async (options: { s3?: S3Server } = {}) => {
  const api = await startTestApi(options)
  const server = buildCdnetworksApi(api.context)
  const address = await server.listen({ host: '127.0.0.1', port: 0 })
  const createKey = async (part: Partial<AccessKey> = {}): Promise<void> => {
    const { outcome } = await api.store.accessKeys.create({
      id: accessKey,
      name: null,
      secret: secretKey,
      apis: ['cdnetworks'],
      mode: 'write',
      isEnabled: true,
      ...part,
    })
    if (outcome !== 'created') throw new Error(outcome)
  }
  await createKey()
  const clientOf = (more: Partial<CdnetworksClientOptions> = {}): CdnetworksClient =>
    createCdnetworksClient({ url: address, key: { accessKey, secretKey }, ...more })
  const client = clientOf()
  return {
    ...api,
    cdnetworksUrl: address,
    client,
    clientOf,
    createKey,
    /** Adds a template that must be taken; its number as text. */
    template: async (part: object = {}): Promise<string> => {
      const { body } = await client.addTemplate({ ...templateBody, ...part })
      if (body.data === undefined) throw new Error(body.message)
      return body.data.templateId
    },
    /** Adds a rule that must be taken. */
    rule: async (body: object): Promise<string> => {
      const answer = await client.addRule(body)
      if (answer.body.data === undefined) throw new Error(answer.body.message)
      return answer.body.data.ruleId
    },
    /** Tells that a stream is published, as an ingest source would. */
    publish: (domain: string, app: string, stream: string) => {
      publications += 1
      return api.context.control.publish(
        { domain, app, stream },
        {
          id: `publication-${publications}`,
          sourceId: null,
          publishedAtMs: Date.now(),
          codec: null,
          videoKbps: null,
          args: {},
        },
      )
    },
    stop: async (): Promise<void> => {
      await server.close()
      await api.stop()
    },
  }
}
export type CdnetworksApi = Awaited<ReturnType<typeof startCdnetworks>>

/** A template of which every file goes to the storage of the installation. */
export const templateBody = {
  region: 'cn-east-1',
  templateName: 'evening',
  mgrUrl: 'mgr.storage.example.com',
  recordParams: [{ bucketName: 'tape', fops: { fileFormat: 'mp4', interval: 60 } }],
}
