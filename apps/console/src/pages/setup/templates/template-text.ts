import type { Schemas } from '@tapedeck/client'

const outputText = ({
  name,
  format,
  cycleSeconds,
}: Schemas['Template']['formats'][number]): string =>
  `${name === format ? name : `${name} (${format})`} ${cycleSeconds} s`

/** The outputs of a template with their cycles: "mp4 3600 s". */
export const outputsText = ({ formats, renditions }: Schemas['Template']): string => {
  const made = renditions?.profiles.map(({ name }) => name) ?? []
  return [...formats.map(outputText), ...made].join(', ')
}
