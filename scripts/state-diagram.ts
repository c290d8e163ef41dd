import { recordingInputs, recordingStates, recordingTransitions } from '@tapedeck/domain'

/** The transition table of a recording as a mermaid state diagram, for docs/architecture.md. */
export const stateDiagram = (): string => {
  const arrows: string[] = []
  for (const from of recordingStates) {
    const byTarget = new Map<string, string[]>()
    for (const input of recordingInputs) {
      const to = recordingTransitions[from][input]
      if (to === 'stay' || to === 'refuse') continue
      byTarget.set(to, [...(byTarget.get(to) ?? []), input])
    }
    for (const [to, inputs] of byTarget) arrows.push(`    ${from} --> ${to}: ${inputs.join(', ')}`)
  }
  return ['```mermaid', 'stateDiagram-v2', '    [*] --> accepted', ...arrows, '```'].join('\n')
}

/** The part of a document between its two markers; empty when there are none. */
export const markedPart = (document: string, name: string): string =>
  document.split(`<!-- ${name}:begin -->\n`)[1]?.split(`\n<!-- ${name}:end -->`)[0] ?? ''
