const plainMappingFamily = 0
const surroundMappingFamily = 1

/**
 * The channel_config_code of Opus in MPEG-TS (ETSI TS 103 491 / the Opus-in-TS mapping): 1 or 2 channels of family 0,
 * up to 8 of family 1. Null for anything else.
 */
export const opusChannelConfig = (dOps: Buffer): number | null => {
  if (dOps.length < 11) return null
  const channels = dOps[1] ?? 0
  const family = dOps[10]
  if (family === plainMappingFamily) return channels === 1 || channels === 2 ? channels : null
  return family === surroundMappingFamily && channels >= 1 && channels <= 8 ? channels : null
}

/** Registration descriptor 'Opus' and the extension descriptor with the channel configuration. */
export const opusDescriptors = (channelConfig: number): Buffer =>
  Buffer.concat([
    Buffer.from([0x05, 4]),
    Buffer.from('Opus'),
    Buffer.from([0x7f, 2, 0x80, channelConfig]),
  ])

/** The control header before one Opus packet: prefix 0x7FE0 without trims, and the size in bytes as 255s and a rest. */
export const opusControlHeader = (packetBytes: number): Buffer => {
  const full = Math.floor(packetBytes / 255)
  return Buffer.concat([
    Buffer.from([0x7f, 0xe0]),
    Buffer.alloc(full, 0xff),
    Buffer.from([packetBytes % 255]),
  ])
}
