import type { Schemas } from '@tapedeck/client'
import { Link } from 'wouter'
import styles from './recording-name.module.css'

type Props = { recording: Pick<Schemas['Recording'], 'id' | 'name' | 'stream' | 'rendition'> }

/** A recording by its name, or its stream when it has none, with a link to its page. */
export const RecordingName = ({ recording: { id, name, stream, rendition } }: Props) => (
  <div className={styles.name}>
    <Link className={styles.link} href={`/recordings/${encodeURIComponent(id)}`}>
      {name ?? stream.stream}
      {rendition !== null && <span className={styles.rendition}> · {rendition.name}</span>}
    </Link>
    <span className={styles.stream}>
      {stream.domain}/{stream.app}/{stream.stream}
    </span>
  </div>
)
