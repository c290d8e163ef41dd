import type { Redis } from 'ioredis'
import { acquireLeaseScript } from './scripts/acquire-lease.lua.ts'
import { addEventScript } from './scripts/add-event.lua.ts'
import { addOpenCyclePieceScript } from './scripts/add-open-cycle-piece.lua.ts'
import { addThumbnailScript } from './scripts/add-thumbnail.lua.ts'
import { createEntryScript } from './scripts/create-entry.lua.ts'
import { createRecordingScript } from './scripts/create-recording.lua.ts'
import { forgetConsumersScript } from './scripts/forget-consumers.lua.ts'
import { handOverLeaseScript } from './scripts/hand-over-lease.lua.ts'
import { listOpenCyclesScript } from './scripts/list-open-cycles.lua.ts'
import { matchingRulesScript } from './scripts/matching-rules.lua.ts'
import { moveHandoverScript } from './scripts/move-handover.lua.ts'
import { offerHandoverScript } from './scripts/offer-handover.lua.ts'
import { putOpenCycleScript } from './scripts/put-open-cycle.lua.ts'
import { putStartScript } from './scripts/put-start.lua.ts'
import { releaseLeaseScript } from './scripts/release-lease.lua.ts'
import { removeEntryScript } from './scripts/remove-entry.lua.ts'
import { removeOpenCycleScript } from './scripts/remove-open-cycle.lua.ts'
import { removeRecordingScript } from './scripts/remove-recording.lua.ts'
import { removeRuleScript } from './scripts/remove-rule.lua.ts'
import { removeSourceScript } from './scripts/remove-source.lua.ts'
import { renewLeaseScript } from './scripts/renew-lease.lua.ts'
import { sweepIndexesScript } from './scripts/sweep-indexes.lua.ts'
import { sweepStreamsScript } from './scripts/sweep-streams.lua.ts'
import { updateFileScript } from './scripts/update-file.lua.ts'
import { withdrawHandoverScript } from './scripts/withdraw-handover.lua.ts'
import { writeRecordingScript } from './scripts/write-recording.lua.ts'
import { writeRuleScript } from './scripts/write-rule.lua.ts'
import { writeSourceScript } from './scripts/write-source.lua.ts'
import { writeStreamScript } from './scripts/write-stream.lua.ts'

/** Every Lua script by the name under which it is called. Each says its KEYS and ARGV. */
export const scripts = {
  tapedeckAcquireLease: { lua: acquireLeaseScript },
  tapedeckAddEvent: { lua: addEventScript },
  tapedeckAddOpenCyclePiece: { lua: addOpenCyclePieceScript },
  tapedeckAddThumbnail: { lua: addThumbnailScript },
  tapedeckCreateEntry: { lua: createEntryScript },
  tapedeckCreateRecording: { lua: createRecordingScript },
  tapedeckForgetConsumers: { lua: forgetConsumersScript },
  tapedeckHandOverLease: { lua: handOverLeaseScript },
  tapedeckListOpenCycles: { lua: listOpenCyclesScript },
  tapedeckMatchingRules: { lua: matchingRulesScript },
  tapedeckMoveHandover: { lua: moveHandoverScript },
  tapedeckOfferHandover: { lua: offerHandoverScript },
  tapedeckPutOpenCycle: { lua: putOpenCycleScript },
  tapedeckPutStart: { lua: putStartScript },
  tapedeckReleaseLease: { lua: releaseLeaseScript },
  tapedeckRemoveEntry: { lua: removeEntryScript },
  tapedeckRemoveOpenCycle: { lua: removeOpenCycleScript },
  tapedeckRemoveRecording: { lua: removeRecordingScript },
  tapedeckRemoveRule: { lua: removeRuleScript },
  tapedeckRemoveSource: { lua: removeSourceScript },
  tapedeckRenewLease: { lua: renewLeaseScript },
  tapedeckSweepIndexes: { lua: sweepIndexesScript },
  tapedeckSweepStreams: { lua: sweepStreamsScript },
  tapedeckUpdateFile: { lua: updateFileScript },
  tapedeckWithdrawHandover: { lua: withdrawHandoverScript },
  tapedeckWriteRecording: { lua: writeRecordingScript },
  tapedeckWriteRule: { lua: writeRuleScript },
  tapedeckWriteSource: { lua: writeSourceScript },
  tapedeckWriteStream: { lua: writeStreamScript },
}
export type ScriptName = keyof typeof scripts

type ScriptCall = (keyCount: number, ...keysAndArguments: (string | number)[]) => Promise<unknown>

/** Runs a script on a connection of role `command`. Scripts are sent again when Redis has forgotten them. */
export const runScript = (
  redis: Redis,
  name: ScriptName,
  scriptKeys: string[],
  args: (string | number)[],
): Promise<unknown> => {
  const calls = redis as unknown as Record<ScriptName, ScriptCall>
  return calls[name](scriptKeys.length, ...scriptKeys, ...args)
}
