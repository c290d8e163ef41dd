import { Option } from 'commander'
import { wholeNumber } from './parse-option.ts'

/** Entries that one listing holds in memory at most. */
const maxLimit = 100_000

/** How many entries a listing shows. */
export const limitOption = (): Option =>
  new Option('--limit <count>', 'how many at most').default(50).argParser(wholeNumber(1, maxLimit))
