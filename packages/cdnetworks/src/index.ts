export {
  recordingCallbackMerges,
  recordingCallbackTells,
  renderRecordingCallback,
} from './callbacks/recording-callback.ts'
export { CdnetworksError, type CdnetworksErrorName, cdnetworksErrors } from './cdnetworks-error.ts'
export { type Envelope, type ErrorAnswer, errorAnswer, success } from './envelope.ts'
export { readFields, readJson } from './read-fields.ts'
export { maxStreams, readStart, startResult, type WantedStream } from './real-time/start-fields.ts'
export {
  addRuleSchema,
  modifyRuleSchema,
  type QueryRuleFields,
  queryRuleSchema,
  type RuleNote,
  renderRule,
  ruleNote,
  ruleOfAdd,
  ruleOfModify,
} from './rules/rule-fields.ts'
export {
  type Credentials,
  checkCredentials,
  readCredentials,
  replayToken,
} from './signing/check-request.ts'
export { maxSkewSeconds, replayMemoryMs, type SignedRequest } from './signing/signed-request.ts'
export { planTemplate } from './templates/plan-template.ts'
export {
  hostOfMgrUrl,
  type StorageSaid,
  storageNameOf,
  storageOfTemplate,
} from './templates/storage-of-template.ts'
export {
  addTemplateSchema,
  modifyTemplateSchema,
  queryTemplateSchema,
} from './templates/template-fields.ts'
export {
  hiddenSecret,
  renderTemplate,
  type TemplateNote,
  type TemplateWish,
  wishOfAdd,
  wishOfModify,
} from './templates/template-note.ts'
