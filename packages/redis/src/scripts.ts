import type { Redis } from 'ioredis'
import { acquireLeaseScript } from './scripts/acquire-lease.lua.ts'
import { addEventScript } from './scripts/add-event.lua.ts'
import { addOpenCyclePieceScript } from './scripts/add-open-cycle-piece.lua.ts'
import { addThumbnailScript } from './scripts/add-thumbnail.lua.ts'
import { advanceRelayScript } from './scripts/advance-relay.lua.ts'
import { claimStartScript } from './scripts/claim-start.lua.ts'
import { countEntriesScript } from './scripts/count-entries.lua.ts'
import { createEntryScript } from './scripts/create-entry.lua.ts'
import { createRecordingScript } from './scripts/create-recording.lua.ts'
import { findFilesScript } from './scripts/find-files.lua.ts'
import { foldThumbnailsScript } from './scripts/fold-thumbnails.lua.ts'
import { forgetIndexedFileScript } from './scripts/forget-indexed-file.lua.ts'
import { handOverLeaseScript } from './scripts/hand-over-lease.lua.ts'
import { leadRelayScript } from './scripts/lead-relay.lua.ts'
import { listOpenCyclesScript } from './scripts/list-open-cycles.lua.ts'
import { matchingRulesScript } from './scripts/matching-rules.lua.ts'
import { moveHandoverScript } from './scripts/move-handover.lua.ts'
import { offerHandoverScript } from './scripts/offer-handover.lua.ts'
import { overdueLanesScript } from './scripts/overdue-lanes.lua.ts'
import { putOpenCycleScript } from './scripts/put-open-cycle.lua.ts'
import { putStartScript } from './scripts/put-start.lua.ts'
import { releaseLaneScript } from './scripts/release-lane.lua.ts'
import { releaseLeaseScript } from './scripts/release-lease.lua.ts'
import { removeEndpointScript } from './scripts/remove-endpoint.lua.ts'
import { removeEntryScript } from './scripts/remove-entry.lua.ts'
import { removeOpenCycleScript } from './scripts/remove-open-cycle.lua.ts'
import { removeRecordingScript } from './scripts/remove-recording.lua.ts'
import { removeRuleScript } from './scripts/remove-rule.lua.ts'
import { removeSourceScript } from './scripts/remove-source.lua.ts'
import { removeStorageScript } from './scripts/remove-storage.lua.ts'
import { renewLeaseScript } from './scripts/renew-lease.lua.ts'
import { replaceEntryScript } from './scripts/replace-entry.lua.ts'
import { replayDeliveryScript } from './scripts/replay-delivery.lua.ts'
import { retainThumbnailsScript } from './scripts/retain-thumbnails.lua.ts'
import { sendDeliveryScript } from './scripts/send-delivery.lua.ts'
import { settleDeliveryScript } from './scripts/settle-delivery.lua.ts'
import { sortFilesScript } from './scripts/sort-files.lua.ts'
import { sweepDeliveriesScript } from './scripts/sweep-deliveries.lua.ts'
import { sweepFilesScript } from './scripts/sweep-files.lua.ts'
import { sweepIndexesScript } from './scripts/sweep-indexes.lua.ts'
import { sweepStreamsScript } from './scripts/sweep-streams.lua.ts'
import { takeLaneScript } from './scripts/take-lane.lua.ts'
import { updateFileScript } from './scripts/update-file.lua.ts'
import { withdrawHandoverScript } from './scripts/withdraw-handover.lua.ts'
import { writeEndpointScript } from './scripts/write-endpoint.lua.ts'
import { writeRecordingScript } from './scripts/write-recording.lua.ts'
import { writeRetainedScript } from './scripts/write-retained.lua.ts'
import { writeRuleScript } from './scripts/write-rule.lua.ts'
import { writeSourceScript } from './scripts/write-source.lua.ts'
import { writeStorageScript } from './scripts/write-storage.lua.ts'
import { writeStreamScript } from './scripts/write-stream.lua.ts'

/** Every Lua script by the name under which it is called. Each says its KEYS and ARGV. */
export const scripts = {
  tapedeckAcquireLease: { lua: acquireLeaseScript },
  tapedeckAddEvent: { lua: addEventScript },
  tapedeckAddOpenCyclePiece: { lua: addOpenCyclePieceScript },
  tapedeckAddThumbnail: { lua: addThumbnailScript },
  tapedeckAdvanceRelay: { lua: advanceRelayScript },
  tapedeckClaimStart: { lua: claimStartScript },
  tapedeckCountEntries: { lua: countEntriesScript },
  tapedeckCreateEntry: { lua: createEntryScript },
  tapedeckCreateRecording: { lua: createRecordingScript },
  tapedeckFindFiles: { lua: findFilesScript },
  tapedeckFoldThumbnails: { lua: foldThumbnailsScript },
  tapedeckForgetIndexedFile: { lua: forgetIndexedFileScript },
  tapedeckHandOverLease: { lua: handOverLeaseScript },
  tapedeckLeadRelay: { lua: leadRelayScript },
  tapedeckListOpenCycles: { lua: listOpenCyclesScript },
  tapedeckMatchingRules: { lua: matchingRulesScript },
  tapedeckMoveHandover: { lua: moveHandoverScript },
  tapedeckOfferHandover: { lua: offerHandoverScript },
  tapedeckOverdueLanes: { lua: overdueLanesScript },
  tapedeckPutOpenCycle: { lua: putOpenCycleScript },
  tapedeckPutStart: { lua: putStartScript },
  tapedeckReleaseLane: { lua: releaseLaneScript },
  tapedeckReleaseLease: { lua: releaseLeaseScript },
  tapedeckRemoveEndpoint: { lua: removeEndpointScript },
  tapedeckRemoveEntry: { lua: removeEntryScript },
  tapedeckRemoveOpenCycle: { lua: removeOpenCycleScript },
  tapedeckRemoveRecording: { lua: removeRecordingScript },
  tapedeckRemoveRule: { lua: removeRuleScript },
  tapedeckRemoveSource: { lua: removeSourceScript },
  tapedeckRemoveStorage: { lua: removeStorageScript },
  tapedeckRenewLease: { lua: renewLeaseScript },
  tapedeckReplaceEntry: { lua: replaceEntryScript },
  tapedeckReplayDelivery: { lua: replayDeliveryScript },
  tapedeckRetainThumbnails: { lua: retainThumbnailsScript },
  tapedeckSendDelivery: { lua: sendDeliveryScript },
  tapedeckSettleDelivery: { lua: settleDeliveryScript },
  tapedeckSortFiles: { lua: sortFilesScript },
  tapedeckSweepDeliveries: { lua: sweepDeliveriesScript },
  tapedeckSweepFiles: { lua: sweepFilesScript },
  tapedeckSweepIndexes: { lua: sweepIndexesScript },
  tapedeckSweepStreams: { lua: sweepStreamsScript },
  tapedeckTakeLane: { lua: takeLaneScript },
  tapedeckUpdateFile: { lua: updateFileScript },
  tapedeckWithdrawHandover: { lua: withdrawHandoverScript },
  tapedeckWriteEndpoint: { lua: writeEndpointScript },
  tapedeckWriteRecording: { lua: writeRecordingScript },
  tapedeckWriteRetained: { lua: writeRetainedScript },
  tapedeckWriteRule: { lua: writeRuleScript },
  tapedeckWriteSource: { lua: writeSourceScript },
  tapedeckWriteStorage: { lua: writeStorageScript },
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
