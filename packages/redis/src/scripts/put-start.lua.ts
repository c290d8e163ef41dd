/**
 * Notes how the media of a generation begins; the first note stays. It may come after another generation took over: what
 * it tells stays true.
 * KEYS: generations. ARGV: generation, owner, start. Returns 1, or 0 when that generation is not the owner's.
 */
export const putStartScript = `
if redis.call('HGET', KEYS[1], ARGV[1] .. '.owner') ~= ARGV[2] then return 0 end
redis.call('HSETNX', KEYS[1], ARGV[1] .. '.start', ARGV[3])
return 1
`
