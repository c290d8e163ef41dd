import type { Schemas } from '@tapedeck/client'
import { durationText } from '../../design/format-figures.ts'
import { Panel } from '../../design/page.tsx'
import styles from './recording-page.module.css'

/** The pictures that were taken while the stream was recorded; nothing where there are none. */
export const PicturesPanel = ({ pictures }: { pictures: readonly Schemas['Thumbnail'][] }) => {
  const linked = pictures.filter(({ url }) => url !== null)
  if (linked.length === 0) return null
  return (
    <Panel title="Pictures">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <ul className={styles.pictures} aria-label="Pictures" tabIndex={0}>
        {linked.map(({ key, url, mediaMs, width, height }) => (
          <li key={key} className={styles.picture}>
            <figure>
              <img
                src={url ?? ''}
                width={width}
                height={height}
                loading="lazy"
                alt={`The stream at ${durationText(mediaMs)}`}
              />
              <figcaption>{durationText(mediaMs)}</figcaption>
            </figure>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
