/**
 * The rules that have one of the patterns, in the order of these.
 * KEYS: patterns. ARGV: what stands before a rule's id in its key, then the patterns. Puts the keys of rules together itself.
 */
export const matchingRulesScript = `
local found = {}
for i = 2, #ARGV do
  local id = redis.call('HGET', KEYS[1], ARGV[i])
  local rule = id and redis.call('GET', ARGV[1] .. id)
  if rule then found[#found + 1] = rule end
end
return found
`
