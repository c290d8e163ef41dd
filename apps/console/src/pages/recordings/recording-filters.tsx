import { useEffect, useState } from 'react'
import { SelectField, TextField } from '../../design/field.tsx'
import { type RecordingFilter, stateChoices } from './recording-filter.ts'
import styles from './recordings-page.module.css'

type Props = { filter: RecordingFilter; onChange(changes: Partial<RecordingFilter>): void }

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const options = stateChoices.map((value) => ({ value, label: capitalized(value) }))
/** Until somebody has stopped typing. */
const typingMs = 350

type TypedProps = {
  label: string
  placeholder: string
  value: string
  onChange(value: string): void
}

/** A text that is looked for when somebody has stopped typing. */
const TypedField = ({ value, onChange, ...look }: TypedProps) => {
  const [typed, setTyped] = useState(value)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed begins the wait anew
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim()), typingMs)
    return () => clearTimeout(timer)
  }, [typed])
  // a filter holds no spaces at its ends, but who types has not come to the end yet
  useEffect(() => setTyped((before) => (before.trim() === value ? before : value)), [value])
  return <TextField {...look} type="search" value={typed} onChange={setTyped} />
}

/** The filter above the list. */
export const RecordingFilters = ({ filter, onChange }: Props) => (
  <search className={styles.filters} aria-label="Filter of recordings">
    <SelectField
      label="State"
      value={filter.state}
      options={options}
      onChange={(state) => onChange({ state })}
    />
    <TypedField
      label="Name"
      placeholder="A part of it"
      value={filter.name}
      onChange={(name) => onChange({ name })}
    />
    <TypedField
      label="Stream"
      placeholder="domain/app/stream"
      value={filter.stream}
      onChange={(stream) => onChange({ stream })}
    />
    <TextField
      label="From"
      type="date"
      value={filter.from}
      onChange={(from) => onChange({ from })}
    />
    <TextField
      label="Until"
      type="date"
      value={filter.until}
      onChange={(until) => onChange({ until })}
    />
  </search>
)
