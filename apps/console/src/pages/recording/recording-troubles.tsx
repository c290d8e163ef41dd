import type { Schemas } from '@tapedeck/client'
import { countText } from '../../design/format-figures.ts'
import { Notice } from '../../design/notice.tsx'

const sentence = (words: string): string => {
  const text = words.replaceAll('_', ' ')
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

/** Why a recording ended as it did, and what was wrong with it. */
export const RecordingTroubles = ({ recording }: { recording: Schemas['Recording'] }) => {
  const { state, reason, reasonDetail, degradations } = recording
  return (
    <>
      {state === 'failed' && (
        <Notice tone="bad" title={`Failed: ${(reason ?? 'internal').replaceAll('_', ' ')}`}>
          {reasonDetail}
        </Notice>
      )}
      {degradations.map(({ cause, count, detail }) => (
        <Notice key={cause} tone="warn" title={sentence(cause)}>
          {count > 1 ? `${detail} (${countText(count, 'time')})` : detail}
        </Notice>
      ))}
    </>
  )
}
