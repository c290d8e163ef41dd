import { answerOnce } from './answer-once.lua.ts'

/** KEYS: endpoint, endpoints, revision of the endpoints, answer to this call. ARGV: index member. Returns 'removed' or 'missing'. */
export const removeEndpointScript = `${answerOnce}
local answered = redis.call('GET', KEYS[4])
if answered then return answered end
if redis.call('DEL', KEYS[1]) == 0 then return 'missing' end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('INCR', KEYS[3])
return answerOnce(KEYS[4], 'removed')
`
