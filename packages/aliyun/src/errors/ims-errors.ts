import type { ErrorRow } from './common-errors.ts'

/** Error codes of IMS 2020-11-09 (help.aliyun.com/document_detail/197855.html), as far as they can happen here. */
export const imsErrors = {
  MissingParameter: [
    400,
    'The input parameter %s that is mandatory for processing this request is not supplied.',
  ],
  InvalidParameter: [400, 'The specified parameter %s is not valid.'],
  ResourceNotFound: [404, 'Resource not found'],
  'InvalidOssBucket.NotFound': [400, 'The parameter OssBucket does not exist.'],
  Forbidden: [403, 'User not authorized to operate on the specified resource.'],
} as const satisfies Record<string, ErrorRow>
