/** Takes an offer back. KEYS: hand-over. ARGV: control channel, id. Returns 1, or 0 when there was none. */
export const withdrawHandoverScript = `
if redis.call('DEL', KEYS[1]) == 0 then return 0 end
redis.call('PUBLISH', ARGV[1], ARGV[2])
return 1
`
