import { Button } from '../../../design/button.tsx'
import { Moment } from '../../../design/time.tsx'
import styles from './timeline.module.css'
import type { TimelineItem } from './timeline-items.ts'

type Props = {
  item: TimelineItem | undefined
  canPlay(fileId: string): boolean
  onPlay(fileId: string): void
}

/** What is known of the item that was chosen. */
export const TimelineDetail = ({ item, canPlay, onPlay }: Props) => {
  if (item === undefined)
    return <p className={styles.hint}>Choose something above to see what it is.</p>
  const { fileId } = item
  return (
    <div className={styles.detail}>
      <strong>{item.title}</strong>
      <span>{item.detail}</span>
      <span className={styles.times}>
        <Moment at={new Date(item.startMs).toISOString()} />
        {item.endMs > item.startMs && (
          <>
            {' to '}
            <Moment at={new Date(item.endMs).toISOString()} />
          </>
        )}
      </span>
      {fileId !== null && canPlay(fileId) && (
        <Button size="small" icon="play" onPress={() => onPlay(fileId)}>
          Play
        </Button>
      )}
    </div>
  )
}
