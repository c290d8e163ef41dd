import { keys } from '../keys.ts'
import { indexFiles } from './index-files.lua.ts'

/**
 * Takes the files of recordings out of the index that they are not of: that of jobs, or that of their stream.
 * ARGV: 'jobs' or 'streams' for those that are in that index wrongly, or 'both'; recording ids. Returns how many files were in the
 * wrong one.
 */
export const sortFilesScript = `${indexFiles}
local function placeOf(id)
  local record = redis.call('HGET', '${keys.recording('')}' .. id, 'record')
  if not record then return nil end
  local origin = cjson.decode(record).origin
  return type(origin) == 'table' and origin.kind == 'stream' and 'streams' or 'jobs'
end

local function leave(id, place, stream)
  local taken = 0
  local all = redis.call('HGETALL', '${keys.indexedFiles('')}' .. id)
  for i = 1, #all, 2 do
    local format = formatOf(all[i + 1])
    local index = place == 'streams' and '${keys.filesOfJobs('')}' .. format
      or '${keys.filesOfStream('', '')}' .. format .. ':' .. stream
    taken = taken + redis.call('ZREM', index, all[i])
  end
  return taken
end

local taken = 0
for i = 2, #ARGV do
  local stream = redis.call('HGET', '${keys.streamsOfFiles}', ARGV[i])
  local place = stream and placeOf(ARGV[i])
  if place and place ~= ARGV[1] then taken = taken + leave(ARGV[i], place, stream) end
end
return taken
`
