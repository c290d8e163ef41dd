import type { ErrorRow } from './common-errors.ts'

/** Error codes of Live 2016-11-01 with its messages, misspellings included (AddLiveAppRecordConfig, RealTimeRecordCommand and others); what a page words differently is in `messages` of its action. */
export const liveErrors = {
  'InvalidOssEndpoint.Malformed': [400, '%s'],
  'InvalidOssBucket.Malformed': [400, 'Specified parameter OssBucket is not valid.'],
  'InvalidOssBucket.NotFound': [400, 'The parameter OssBucket does not exist.'],
  'InvalidFormat.Malformed': [400, 'Specified parameter Format is not valid.'],
  'InvalidCycleDuration.Malformed': [400, 'Specified CycleDuration Format is not valid.'],
  'InvalidSliceDuration.Malformed': [400, 'Specified SliceDuration Format is not valid.'],
  'InvalidTemplateLength.Malformed': [400, 'Specified record template length is not valid.'],
  'InvalidTemplate.ForbidRaw': [400, 'Template named raw is Forbidden.'],
  MissingTemplate: [400, 'Template is mandatory for this action.'],
  MissingOssObjectPrefix: [400, 'OssObjectPrefix is mandatory for this action.'],
  MissingSliceOssObjectPrefix: [400, 'SliceOssObjectPrefix is mandatory for this action.'],
  'InvalidOssObjectPrefix.Malformed': [400, 'Specified parameter OssObjectPrefix is not valid.'],
  'InvalidSliceOssObjectPrefix.Malformed': [
    400,
    'Specified parameter SliceOssObjectPrefix is not valid.',
  ],
  ConfigAlreadyExists: [400, 'Config has already exist.'],
  'InvalidFormat.IllegalOperation': [400, 'Specified parameter Format can not be multiple.'],
  InvalidDelayTime: [400, 'Specified Delaytime is invalid.'],
  /** Nothing is recorded into VOD; it tells of a rule that records into a directory. */
  'Live2Vod.ConfigAlreadyExists': [400, 'Had live2vod record config already.'],
  'InvalidStartTime.Malformed': [400, 'Specified StartTime is malformed.'],
  'InvalidEndTime.Malformed': [400, 'Specified EndTime is malformed.'],
  'InvalidEndTime.Mismatch': [
    400,
    'Specified EndTime does not math the specified StartTime or current time.',
  ],
  'InvalidStartTime.Mismatch': [400, 'Specified StartTime does not math the current time.'],
  'InvalidDomain.NotFound': [404, 'The domain provided does not exist in our records.'],
  Forbidden: [401, 'User not authorized to operate on the specified resource.'],
  CodeConfigNotFound: [400, '%s'],
  MalformedParam: [400, '%s'],
  MissingParam: [400, '%s'],
  StreamNotFound: [409, '%s'],
  TaskAlreadyStarted: [409, '%s'],
  'InvalidNotifyUrl.Malformed': [400, 'Specified NotifyUrl is invalid.'],
  'InvalidNotifyUrl.Unsafe': [400, 'Specified NotifyUrl is not safe.'],
  'InvalidOssObject.Malformed': [400, 'Specified OssObject is malformed.'],
  'InvalidStream.NotFound': [400, 'Speicified stream does not exist.'],
  'InvalidConfig.Changed': [400, 'The oss bucket info between StartTime and EndTime has changed.'],
  /** Not documented: made by the rule of the names. */
  'InvalidRecordId.NotFound': [404, 'Specified RecordId does not exist.'],
  NoRecordContent: [400, 'The record content between StartTime and EndTime is empty.'],
  /** Of what has no code of its own: `Missing<Param>` and `Invalid<Param>.Malformed` are made of the name. */
  MissingParameter: [
    400,
    'The input parameter %s that is mandatory for processing this request is not supplied.',
  ],
  InvalidParameter: [400, 'The specified parameter %s is not valid.'],
} as const satisfies Record<string, ErrorRow>
