/** HTTP status and message of a code; `%s` stands for what the refusal says. */
export type ErrorRow = readonly [status: number, message: string]

/** Errors of the protocol, the same for every product (common error codes of the RPC gateway). */
export const commonErrors = {
  SignatureDoesNotMatch: [
    400,
    'Specified signature is not matched with our calculation. server string to sign is:%s',
  ],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAccessKeyId.Inactive': [400, 'Specified access key is disabled.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards. %s'],
  InvalidSignatureMethod: [400, 'Specified signature method is not valid.'],
  MissingAccessKeyId: [400, 'AccessKeyId is mandatory for this action.'],
  MissingSignature: [400, 'Signature is mandatory for this action.'],
  MissingSignatureNonce: [400, 'SignatureNonce is mandatory for this action.'],
  MissingTimestamp: [400, 'Timestamp is mandatory for this action.'],
  MissingAction: [400, 'Action is mandatory for this action.'],
  MissingVersion: [400, 'Version is mandatory for this action.'],
  InvalidVersion: [400, 'Specified parameter Version is not valid.'],
  'InvalidAction.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  UnsupportedHTTPMethod: [403, 'This http method is not supported.'],
  InvalidParameter: [400, '%s'],
  RequestTooLarge: [413, 'The request body is too large.'],
  'Throttling.User': [400, 'Request was denied due to user flow control.'],
  'Forbidden.RAM': [
    403,
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  InternalError: [500, 'The request processing has failed due to some unknown error.'],
  ServiceUnavailable: [503, 'The request has failed due to a temporary failure of the server.'],
} as const satisfies Record<string, ErrorRow>
