/**
 * Puts an event that belongs to no recording into the outbox, unless it was put there before.
 * KEYS: outbox, mark of the event. ARGV: event, receiver or '', most entries, for how long the mark stays in ms.
 */
export const addEventScript = `
if not redis.call('SET', KEYS[2], '', 'PX', ARGV[4], 'NX') then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'event', ARGV[1], 'notifyUrl', ARGV[2])
return 1
`
