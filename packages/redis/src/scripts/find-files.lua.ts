/** More than any time in milliseconds that Redis can hold exactly. */
const endOfTime = '9007199254740991'

/**
 * A page of files over several indexes, by the time at which they begin.
 * KEYS: indexes. ARGV: from and to in ms or '', 'asc' or 'desc', files to leave out, files to give.
 * Returns { how many there are, how many of the following are before the page, [file id, time ...] of each index }. The
 * page is what the caller finds when it sorts these. Where it begins is searched by counting, so that a late page costs
 * no more than an early one.
 */
export const findFilesScript = `
local from = tonumber(ARGV[1] ~= '' and ARGV[1] or '0')
local to = tonumber(ARGV[2] ~= '' and ARGV[2] or '${endOfTime}')
local isAscending = ARGV[3] == 'asc'
local offset, limit = tonumber(ARGV[4]), tonumber(ARGV[5])

local function text(ms) return string.format('%.0f', ms) end
local function count(first, last)
  local files = 0
  for _, index in ipairs(KEYS) do files = files + redis.call('ZCOUNT', index, text(first), text(last)) end
  return files
end
local function countBefore(ms)
  if isAscending then return count(from, ms - 1) end
  return count(ms + 1, to)
end

local total = count(from, to)
if offset >= total or limit == 0 then return { total, 0 } end

local first = isAscending and from or to
if offset > 0 then
  local low, high = from, to
  while low < high do
    local middle = low + (isAscending and math.floor or math.ceil)((high - low) / 2)
    if isAscending then
      if countBefore(middle + 1) > offset then high = middle else low = middle + 1 end
    else
      if countBefore(middle - 1) > offset then low = middle else high = middle - 1 end
    end
  end
  first = low
end

local skip = offset - countBefore(first)
local answer = { total, skip }
for _, index in ipairs(KEYS) do
  local range = isAscending
    and redis.call('ZRANGE', index, text(first), text(to), 'BYSCORE', 'LIMIT', 0, skip + limit, 'WITHSCORES')
    or redis.call('ZRANGE', index, text(first), text(from), 'BYSCORE', 'REV', 'LIMIT', 0, skip + limit, 'WITHSCORES')
  if #range > 0 then answer[#answer + 1] = range end
end
return answer
`
