import {
  type FormatPlan,
  plainOutput,
  plainTemplate,
  type RecordingTemplate,
} from '@tapedeck/domain'

const completeOutput = (output: Omit<FormatPlan, 'name'> & { name?: string }): FormatPlan => ({
  ...plainOutput,
  name: output.format,
  ...output,
})

/** A template as it was stored, of whatever version, with what older versions did not know filled in. */
export const completeTemplate = <T extends RecordingTemplate>(stored: T): T => ({
  ...plainTemplate,
  ...stored,
  formats: stored.formats.map(completeOutput),
})
