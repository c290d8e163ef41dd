import styles from './sparkline.module.css'

type Props = {
  /** Oldest first. */
  values: readonly number[]
  /** Room for so many, so that the line grows from the right. */
  capacity: number
  /** What it shows, for screen readers. */
  label: string
}

const width = 100
const height = 28
/** Above the highest value, so that the line does not touch the edge. */
const room = 1.15

/** A small line of how a figure moved lately. */
export const Sparkline = ({ values, capacity, label }: Props) => {
  const top = Math.max(...values, 1) * room
  const step = width / Math.max(capacity - 1, 1)
  const points = values.map((value, index) => {
    const x = width - (values.length - 1 - index) * step
    return `${x.toFixed(1)},${(height - (value / top) * height).toFixed(1)}`
  })
  const first = points[0]?.split(',')[0] ?? width
  return (
    <svg
      className={styles.sparkline}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {points.length > 1 && (
        <>
          <polygon
            className={styles.area}
            points={`${first},${height} ${points.join(' ')} ${width},${height}`}
          />
          <polyline className={styles.line} points={points.join(' ')} />
        </>
      )}
    </svg>
  )
}
