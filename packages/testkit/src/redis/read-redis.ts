import { once } from 'node:events'
import { connect } from 'node:net'

const endOfDump = '+tapedeck-end-of-dump'

/** Keys and values as lines of `key NUL value`; made by Redis, so that every type is read the same way. */
const dumpScript = `
  local function text(value)
    if type(value) ~= 'table' then return tostring(value) end
    local parts = {}
    for _, part in ipairs(value) do parts[#parts + 1] = text(part) end
    return table.concat(parts, ' ')
  end
  local readers = {
    string = {'GET'}, hash = {'HGETALL'}, list = {'LRANGE', 0, -1}, set = {'SMEMBERS'},
    zset = {'ZRANGE', 0, -1}, stream = {'XRANGE', '-', '+'},
  }
  local found = {}
  for _, key in ipairs(redis.call('KEYS', '*')) do
    local reader = readers[redis.call('TYPE', key).ok]
    local more = {unpack(reader, 2)}
    found[#found + 1] = key .. '\\0' .. text(redis.call(reader[1], key, unpack(more)))
  end
  return found`

const command = (...words: string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`

/** Everything that a small Redis holds: the text of every value by its key. */
export const readRedis = async (url: string): Promise<Map<string, string>> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port || 6379), hostname)
  await once(socket, 'connect')
  socket.write(command('EVAL', dumpScript, '0') + command('ECHO', endOfDump))
  let answer = ''
  socket.setEncoding('utf8')
  for await (const chunk of socket) {
    answer += chunk as string
    if (answer.includes(endOfDump)) break
  }
  socket.destroy()
  if (answer.startsWith('-')) throw new Error(`Redis: ${answer}`)
  const entries = answer.split(/(?:^|\r\n)\$\d+\r\n/).filter((part) => part.includes('\0'))
  return new Map(
    entries.map((entry) => {
      const [key = '', ...value] = entry.split('\0')
      return [key, value.join('\0')]
    }),
  )
}
