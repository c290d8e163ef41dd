/** A transcoded output. Bitrates in kbit/s; the width follows from the height. */
export type RenditionProfile = {
  /** Names its files: the stream is called `{stream}_{name}`. */
  name: string
  height: number
  videoKbps: number
  audioKbps: number
  /** Null keeps the source's. */
  fps: number | null
}

/** Renditions of a template: each is a recording of its own, with these formats. */
export type RenditionPlan<F> = { profiles: RenditionProfile[]; formats: F[] }

/** kbit/s of sound when a rendition does not say. */
export const defaultAudioKbps = 96

/**
 * The built-in names of ApsaraVideo Live: standard (`l..`) and narrowband (`..`). Heights and the narrowband limits are those of
 * its table (api-live TranscodeTemplates: ld 360p 420, sd 432p 580, hd 648p 1100, ud 1080p 1900 kbit/s); standard quality
 * gets the bitrate that plain H.264 needs for the same picture.
 */
export const builtInRenditionNames = ['lld', 'lsd', 'lhd', 'lud', 'ld', 'sd', 'hd', 'ud'] as const
export type BuiltInRenditionName = (typeof builtInRenditionNames)[number]

const builtIn = <N extends BuiltInRenditionName>(name: N, height: number, videoKbps: number) => ({
  name,
  height,
  videoKbps,
  audioKbps: defaultAudioKbps,
  fps: null,
})

export const builtInRenditions: Record<BuiltInRenditionName, RenditionProfile> = {
  lld: builtIn('lld', 360, 600),
  lsd: builtIn('lsd', 432, 800),
  lhd: builtIn('lhd', 648, 1500),
  lud: builtIn('lud', 1080, 3000),
  ld: builtIn('ld', 360, 420),
  sd: builtIn('sd', 432, 580),
  hd: builtIn('hd', 648, 1100),
  ud: builtIn('ud', 1080, 1900),
}
