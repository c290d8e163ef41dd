import { isSliced, outputFormats } from '@tapedeck/domain'
import { z } from 'zod'

const isUnsliced = (format: unknown): boolean => {
  if (typeof format !== 'string') return false
  const known = outputFormats.find((name) => name === format.toLowerCase())
  return known !== undefined && !isSliced(known)
}

/**
 * An entry of `RecordFormat`. Slices are a matter of m3u8 and cmaf: of other formats what says something of slices takes no
 * effect, whatever it is, and is not looked at.
 */
export const formatEntry = <T extends z.ZodType>(schema: T) =>
  z.preprocess((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return entry
    const {
      SliceDuration: _seconds,
      SliceOssObjectPrefix: _pattern,
      ...rest
    } = entry as Record<string, unknown>
    return isUnsliced(rest.Format) ? rest : entry
  }, schema)
