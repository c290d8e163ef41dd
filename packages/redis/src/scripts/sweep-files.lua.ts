import { indexFiles } from './index-files.lua.ts'

/**
 * Takes files out of the index of files whose recordings have expired.
 * KEYS: recordings that expire with their files. ARGV: after how many files to stop. Returns how many recordings there were.
 */
export const sweepFilesScript = `${indexFiles}
local time = redis.call('TIME')
local nowMs = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local recordings, files = 0, 0
while files < tonumber(ARGV[1]) do
  local due = redis.call('ZRANGE', KEYS[1], '-inf', nowMs, 'BYSCORE', 'LIMIT', 0, 1)
  if #due == 0 then break end
  files = files + forgetFiles(due[1]) + 1
  recordings = recordings + 1
end
return recordings
`
