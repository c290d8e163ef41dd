import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './data-table.module.css'

export type Column<Row> = {
  heading: string
  cell(row: Row): ReactNode
  /** end: for numbers. */
  align?: 'start' | 'end'
  /** Takes the room that is left; on a phone a line of its own. */
  isWide?: boolean
  /** The heading is for screen readers alone: a column of buttons. */
  isHeadingHidden?: boolean
}

type Props<Row> = {
  /** What the rows are, for screen readers: "Recordings". */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf(row: Row): string
}

/** A table; on a phone each row becomes a card. The first column names the row. */
export const DataTable = <Row,>({ caption, columns, rows, keyOf }: Props<Row>) => (
  <table className={styles.table}>
    <caption className="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        {columns.map(({ heading, align, isHeadingHidden, isWide }) => (
          <th
            key={heading}
            scope="col"
            className={classNames(align === 'end' && styles.end, isWide && styles.wide)}
          >
            <span className={isHeadingHidden ? 'visually-hidden' : undefined}>{heading}</span>
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={keyOf(row)}>
          {columns.map(({ heading, cell, align, isHeadingHidden, isWide }, index) => {
            const inside = (
              <>
                {index > 0 && !isHeadingHidden && (
                  <span className={styles.label} aria-hidden="true">
                    {heading}
                  </span>
                )}
                <div className={styles.value}>{cell(row)}</div>
              </>
            )
            const className = classNames(
              align === 'end' && styles.end,
              (index === 0 || isWide || isHeadingHidden) && styles.full,
            )
            return index === 0 ? (
              <th key={heading} scope="row" className={className}>
                {inside}
              </th>
            ) : (
              <td key={heading} className={className}>
                {inside}
              </td>
            )
          })}
        </tr>
      ))}
    </tbody>
  </table>
)
