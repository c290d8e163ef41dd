import * as OpenApiClient from '@alicloud/openapi-client'
import * as OpenApiCore from '@alicloud/openapi-core'
import PopCore from '@alicloud/pop-core'
import { accessKey } from './aliyun-fixture.ts'

export type Key = { id: string; secret: string }
export type Params = Record<string, unknown>
export type Answer = Record<string, unknown> & { RequestId: string }

/** One call of an action by an official client. */
export type AliyunCall = (action: string, params?: Params) => Promise<Answer>

export const imsVersion = '2020-11-09'
export const liveVersion = '2016-11-01'

/** Actions of IMS whose complex parameters the SDK sends as JSON text in a form. */
const inForm = ['SubmitLiveRecordJob', 'CreateLiveRecordTemplate', 'UpdateLiveRecordTemplate']
/** Actions that the SDK sends with GET. */
const isGet = (action: string, version: string): boolean =>
  version === imsVersion && /^(Get|List)/.test(action)

/** `@alicloud/pop-core`: HMAC-SHA1, GET with everything in the query, or POST with everything in a form. */
export const popCore = (
  endpoint: string,
  apiVersion: string,
  { method = 'GET', key = accessKey }: { method?: 'GET' | 'POST'; key?: Key } = {},
): AliyunCall => {
  const client = new PopCore({
    endpoint,
    apiVersion,
    accessKeyId: key.id,
    accessKeySecret: key.secret,
  })
  return (action, params = {}) =>
    client.request<Answer>(action, params, { method, timeout: 60_000 })
}

const texts = (params: Params): Record<string, string> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  )

type Constructor = new (map: object) => object
type OpenApiModule = Record<'default' | 'Config' | 'OpenApiRequest' | 'Params', Constructor>
type CoreModule = {
  default: Constructor
  $OpenApiUtil: Record<'Config' | 'OpenApiRequest' | 'Params', Constructor>
}

type GeneratedClient = {
  callApi(params: unknown, request: unknown, runtime: unknown): Promise<{ body: Answer }>
}

const hostOf = (endpoint: string): string => new URL(endpoint).host

const throughSdk =
  (
    client: GeneratedClient,
    version: string,
    request: (parts: { query?: object; body?: object }) => unknown,
    params: (map: Record<string, string>) => unknown,
    query: (params: Params) => object,
  ): AliyunCall =>
  async (action, given = {}) => {
    const isForm = version === imsVersion && inForm.includes(action)
    const answer = await client.callApi(
      params({
        action,
        version,
        protocol: 'HTTP',
        pathname: '/',
        method: isGet(action, version) ? 'GET' : 'POST',
        authType: 'AK',
        style: 'RPC',
        reqBodyType: 'formData',
        bodyType: 'json',
      }),
      request(isForm ? { body: texts(given) } : { query: query(given) }),
      { readTimeout: 60_000, connectTimeout: 60_000, autoretry: false },
    )
    return answer.body
  }

/** `@alicloud/openapi-client`, under the generated SDKs: ACS3, or HMAC-SHA1 with `v2`. */
export const openApiClient = (
  endpoint: string,
  version: string,
  { key = accessKey, algorithm }: { key?: Key; algorithm?: 'v2' } = {},
): AliyunCall => {
  const {
    default: Client,
    Config,
    OpenApiRequest,
    Params: ParamsOf,
  } = unwrap<OpenApiModule>(OpenApiClient)
  const client = new Client(
    new Config({
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      endpoint: hostOf(endpoint),
      protocol: 'HTTP',
      ...(algorithm === undefined ? {} : { signatureAlgorithm: algorithm }),
    }),
  )
  return throughSdk(
    client as GeneratedClient,
    version,
    (parts) => new OpenApiRequest(parts),
    (map) => new ParamsOf(map),
    flat,
  )
}

/** `@alicloud/openapi-core`, under the newest SDKs: ACS3. */
export const openApiCore = (
  endpoint: string,
  version: string,
  { key = accessKey }: { key?: Key } = {},
): AliyunCall => {
  const { default: Client, $OpenApiUtil } = unwrap<CoreModule>(OpenApiCore)
  const client = new Client(
    new $OpenApiUtil.Config({
      accessKeyId: key.id,
      accessKeySecret: key.secret,
      endpoint: hostOf(endpoint),
      protocol: 'HTTP',
    }),
  )
  return throughSdk(
    client as GeneratedClient,
    version,
    (parts) => new $OpenApiUtil.OpenApiRequest(parts),
    (map) => new $OpenApiUtil.Params(map),
    flat,
  )
}

/** CommonJS with a `default` of its own, as Node imports it. */
const unwrap = <T>(module: unknown): T => {
  const { default: inner } = module as { default?: unknown }
  return (typeof inner === 'object' && inner !== null ? inner : module) as T
}

/** What `OpenApiUtil.query` of the SDKs does with a request. */
const flat = (params: Params): Record<string, string> => {
  const flattened: Record<string, string> = {}
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return
    if (Array.isArray(value))
      for (const [i, inner] of value.entries()) add(`${name}.${i + 1}`, inner)
    else if (typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner)
    else flattened[name] = String(value)
  }
  for (const [name, value] of Object.entries(params)) add(name, value)
  return flattened
}

/** What a client throws for a refusal: the code that it understood. */
export const codeOf = async (call: Promise<unknown>): Promise<string> => {
  try {
    await call
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
  return 'OK'
}
