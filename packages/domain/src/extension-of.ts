import type { FormatPlan } from './template.ts'

const extensions = { mp4: '.mp4', flv: '.flv', m3u8: '.m3u8', cmaf: '.m3u8' } as const

/**
 * Extension of a format's finished object, with its dot. m3u8 and cmaf both end in a playlist; with the same pattern
 * the second one's key is told apart.
 */
export const extensionOf = (plan: FormatPlan, all: FormatPlan[]): string => {
  const isShared = all.some(
    (other) => other.format === 'm3u8' && other.objectPattern === plan.objectPattern,
  )
  return plan.format === 'cmaf' && isShared && !plan.objectPattern.includes('{Format}')
    ? '.cmaf.m3u8'
    : extensions[plan.format]
}
