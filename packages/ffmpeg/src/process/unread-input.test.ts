import { expect, test } from 'vitest'

import { unreadIn } from './unread-input.ts'

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0277 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
   1: 0100007F:C350 0100007F:078F 01 00000010:0001F400 02:000AB1C2 00000000  1000        0 4712 2 0
   2: 0100007F:C351 0100007F:078F 01 00000000:00000100 02:000AB1C2 00000000  1000        0 4713 2 0
`

test('the bytes of the sockets that are asked for, and of no other, are added up', () => {
  expect(unreadIn(table, new Set(['4712']))).toBe(128_000)
  expect(unreadIn(table, new Set(['4712', '4713', '9999']))).toBe(128_256)
  expect(unreadIn(table, new Set())).toBe(0)
  expect(unreadIn('', new Set(['4712']))).toBe(0)
})
