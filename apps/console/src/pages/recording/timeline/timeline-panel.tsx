import type { Schemas } from '@tapedeck/client'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Button } from '../../../design/button.tsx'
import { classNames } from '../../../design/class-names.ts'
import { countText } from '../../../design/format-figures.ts'
import { Panel } from '../../../design/page.tsx'
import { placeOf, type TimeSpan, ticksOf, tickText } from './time-axis.ts'
import styles from './timeline.module.css'
import { TimelineDetail } from './timeline-detail.tsx'
import { lanesOf, nearestItem, type TimelineItem, type TimelineLane } from './timeline-items.ts'
import { TimelineList } from './timeline-list.tsx'

const maxZoom = 64
const ticksPerWidth = 6
/** Behind it a tick's text would be cut off. */
const lastTickPercent = 93

/** Where an arrow leads from an item: along its lane, or to what is nearest in the next one. */
const itemAfterKey = (
  lanes: TimelineLane[],
  current: TimelineItem,
  key: string,
): TimelineItem | undefined => {
  const row = lanes.findIndex(({ items }) => items.includes(current))
  const items = lanes[row]?.items ?? []
  const index = items.indexOf(current)
  if (key === 'ArrowRight') return items[index + 1]
  if (key === 'ArrowLeft') return items[index - 1]
  if (key === 'Home') return items[0]
  if (key === 'End') return items.at(-1)
  if (key === 'ArrowDown') return nearestItem(lanes[row + 1]?.items ?? [], current.startMs)
  if (key === 'ArrowUp') return nearestItem(lanes[row - 1]?.items ?? [], current.startMs)
  return undefined
}

const Axis = ({ span, zoom }: { span: TimeSpan; zoom: number }) => {
  const offsetMs = -new Date(span.fromMs).getTimezoneOffset() * 60_000
  const ticks = ticksOf(span, ticksPerWidth * zoom, offsetMs).filter(
    ({ atMs }) => zoom > 1 || placeOf(span, atMs) < lastTickPercent,
  )
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks.map((tick) => (
        <span
          key={tick.atMs}
          className={styles.tick}
          style={{ left: `${placeOf(span, tick.atMs)}%` }}
        >
          {tickText(tick)}
        </span>
      ))}
    </div>
  )
}

type LaneProps = {
  lane: TimelineLane
  span: TimeSpan
  /** The one that the tabulator leads to. */
  current: TimelineItem | undefined
  chosen: TimelineItem | undefined
  onChoose(item: TimelineItem): void
}

const Lane = ({ lane, span, current, chosen, onChoose }: LaneProps) => (
  <ul className={styles.track} aria-label={lane.name}>
    {lane.items.map((item) => {
      const left = placeOf(span, item.startMs)
      return (
        <li key={item.id}>
          <button
            type="button"
            data-item={item.id}
            tabIndex={item === current ? 0 : -1}
            className={classNames(styles.item, styles[item.look])}
            style={{
              left: `${left}%`,
              ...(item.look === 'command' ? {} : { width: `${placeOf(span, item.endMs) - left}%` }),
            }}
            aria-label={`${lane.name}: ${item.title}, ${item.detail}`}
            aria-pressed={item === chosen}
            onClick={() => onChoose(item)}
            onFocus={() => onChoose(item)}
          />
        </li>
      )
    })}
  </ul>
)

type Props = {
  timeline: Schemas['Timeline']
  /** Whether there is a player for a file. */
  canPlay(fileId: string): boolean
  /** Plays a file. */
  onPlay(fileId: string): void
}

/** What happened to a recording over wall time. Arrow keys lead through it; a list says the same in words. */
export const TimelinePanel = ({ timeline, canPlay, onPlay }: Props) => {
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [zoom, setZoom] = useState(1)
  const lanesElement = useRef<HTMLDivElement>(null)
  const lanes = lanesOf(timeline)
  const items = lanes.flatMap((lane) => lane.items)
  const chosen = items.find(({ id }) => id === chosenId)
  const current = chosen ?? items[0]
  const span = { fromMs: Date.parse(timeline.from), toMs: Date.parse(timeline.to) }
  const followKey = (event: KeyboardEvent): void => {
    const next = current && itemAfterKey(lanes, current, event.key)
    if (next === undefined) return
    event.preventDefault()
    setChosenId(next.id)
    lanesElement.current
      ?.querySelector<HTMLElement>(`[data-item="${CSS.escape(next.id)}"]`)
      ?.focus()
  }
  const { leftOut } = timeline
  return (
    <Panel
      title="Timeline"
      aside={
        <div className={styles.zoom}>
          <Button
            size="small"
            isDisabled={zoom === 1}
            onPress={() => setZoom((before) => before / 2)}
          >
            Zoom out
          </Button>
          <Button
            size="small"
            isDisabled={zoom >= maxZoom}
            onPress={() => setZoom((before) => before * 2)}
          >
            Zoom in
          </Button>
        </div>
      }
    >
      <div className={styles.timeline}>
        <div className={styles.names} aria-hidden="true">
          {lanes.map(({ name }) => (
            <span key={name} className={styles.name}>
              {name}
            </span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it take the keys */}
        <div className={styles.scroll} onKeyDown={followKey}>
          <div ref={lanesElement} className={styles.lanes} style={{ width: `${zoom * 100}%` }}>
            {lanes.map((lane) => (
              <Lane
                key={lane.name}
                lane={lane}
                span={span}
                current={current}
                chosen={chosen}
                onChoose={({ id }) => setChosenId(id)}
              />
            ))}
            <Axis span={span} zoom={zoom} />
          </div>
        </div>
      </div>
      <TimelineDetail item={chosen} canPlay={canPlay} onPlay={onPlay} />
      {(leftOut.files > 0 || leftOut.gaps > 0) && (
        <p className={styles.leftOut}>
          {countText(leftOut.files, 'older file')} and {countText(leftOut.gaps, 'older gap')} are
          not shown; the manifest has them.
        </p>
      )}
      <TimelineList lanes={lanes} />
    </Panel>
  )
}
