import type { SentPart } from './part-ledger.ts'
import type { PartSenderOptions } from './part-sender.ts'
import type { SendOptions } from './send-options.ts'

/** What a growing upload is made from, and whom it tells of what it does. */
export type GrowingUploadOptions = SendOptions &
  PartSenderOptions & {
    /**
     * Asked before every request that makes the object visible; what it throws stops the upload and comes out of
     * `finish`. The place for a look at the lease.
     */
    beforeComplete?: () => Promise<void>
    /**
     * Stands in front of the body until the head is known: with it part 1 goes out as soon as it is full, so that
     * the parts from 1 on without a hole are a readable file at any time.
     */
    provisionalHead?: Buffer
    /** Bytes of each part without the head; `planPartBytes` by default. */
    partBytes?: (partNumber: number) => number
    /** For stores that take only parts of one size: that size, and the length of both heads. */
    equalParts?: { partBytes: number; headBytes: number }
    /** A part is in the store, or was found there from an earlier process. Part 1 comes again with the head. */
    onPart?: (part: SentPart) => void
    /** Everything is sent again. */
    onResend?: (why: 'long_head' | 'upload_lost' | 'other_parts') => void
  }
