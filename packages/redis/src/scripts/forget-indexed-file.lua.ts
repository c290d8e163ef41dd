import { answerOnce } from './answer-once.lua.ts'
import { indexFiles } from './index-files.lua.ts'

/**
 * Takes a file out of the index of files.
 * KEYS: answer to this call. ARGV: recording id, file id. Returns '1', or '' when it is not there.
 */
export const forgetIndexedFileScript = `${answerOnce}${indexFiles}
local answered = redis.call('GET', KEYS[1])
if answered then return answered end
if not forgetFile(ARGV[1], ARGV[2]) then return '' end
return answerOnce(KEYS[1], '1')
`
