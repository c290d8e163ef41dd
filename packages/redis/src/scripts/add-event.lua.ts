/**
 * Puts an event that belongs to no recording into the event log, unless it was put there before.
 * KEYS: event log, mark of the event. ARGV: event, receiver or '', context, most entries, for how long the mark stays in ms,
 * channel of news.
 */
export const addEventScript = `
if not redis.call('SET', KEYS[2], '', 'PX', ARGV[5], 'NX') then return 0 end
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'event', ARGV[1], 'notifyUrl', ARGV[2], 'context', ARGV[3])
redis.call('PUBLISH', ARGV[6], '')
return 1
`
