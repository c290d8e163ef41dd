import { AliyunError, type AliyunProduct, imsError, liveError, rpcError } from '@tapedeck/aliyun'
import { type ErrorCode, isTapedeckError, type TapedeckError } from '@tapedeck/contracts'

type Words = Partial<Record<ErrorCode, (error: TapedeckError) => AliyunError>>

const unavailable = () => rpcError('ServiceUnavailable')

/** Errors that both products tell alike. */
const common: Words = {
  INPUT_INVALID: ({ detail }) => rpcError('InvalidParameter', detail),
  STORAGE_UNREACHABLE: unavailable,
  STORAGE_FAILED: unavailable,
  REDIS_UNAVAILABLE: unavailable,
  SERVICE_BUSY: unavailable,
  RECORD_STALE: unavailable,
}

const ims: Words = {
  TEMPLATE_NOT_FOUND: () => imsError('ResourceNotFound'),
  RECORDING_NOT_FOUND: () => imsError('ResourceNotFound'),
  STORAGE_NOT_FOUND: () => imsError('InvalidOssBucket.NotFound'),
  STORAGE_DENIED: () => imsError('Forbidden'),
  STORAGE_NOT_CONFIGURED: () => imsError('InvalidParameter', 'RecordOutput'),
  WEBHOOK_ADDRESS_REFUSED: () => imsError('InvalidParameter', 'NotifyUrl'),
}

const noConfig = () => liveError('CodeConfigNotFound', 'No config found')

const live: Words = {
  DOMAIN_NOT_FOUND: () => liveError('InvalidDomain.NotFound'),
  RULE_NOT_FOUND: noConfig,
  STREAM_NOT_RULED: noConfig,
  TEMPLATE_NOT_FOUND: noConfig,
  RULE_EXISTS: () => liveError('ConfigAlreadyExists'),
  STREAM_NOT_LIVE: () => liveError('StreamNotFound', 'The stream is not being pushed.'),
  STREAM_NOT_RECORDED: () => liveError('StreamNotFound', 'The stream is not being recorded.'),
  STREAM_ALREADY_RECORDED: () =>
    liveError('TaskAlreadyStarted', 'The stream is being recorded already.'),
  STORAGE_NOT_FOUND: () => liveError('InvalidOssBucket.NotFound'),
  STORAGE_DENIED: () => liveError('Forbidden'),
  STORAGE_NOT_CONFIGURED: () =>
    liveError('InvalidOssEndpoint.Malformed', 'Specified parameter OssEndpoint is not valid.'),
  WEBHOOK_ADDRESS_REFUSED: () => liveError('InvalidNotifyUrl.Unsafe'),
}

const byProduct: Record<AliyunProduct, Words> = { ims, live }

/** An error in the words of the product; one that has none there is thrown on as it is. */
export const toAliyunError = (product: AliyunProduct, error: unknown): unknown => {
  if (!isTapedeckError(error)) return error
  const word = byProduct[product][error.code] ?? common[error.code]
  return word === undefined ? error : word(error)
}

/** The answer to any error: what has no words is a failure of the service. */
export const aliyunErrorOf = (error: unknown): AliyunError => {
  if (error instanceof AliyunError) return error
  const word = isTapedeckError(error) ? common[error.code] : undefined
  return word === undefined || !isTapedeckError(error) ? rpcError('InternalError') : word(error)
}
