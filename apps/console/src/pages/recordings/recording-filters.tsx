import { useEffect, useState } from 'react'
import { SelectField, TextField } from '../../design/field.tsx'
import { type RecordingFilter, stateChoices } from './recording-filter.ts'
import styles from './recordings-page.module.css'

type Props = { filter: RecordingFilter; onChange(changes: Partial<RecordingFilter>): void }

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const options = stateChoices.map((value) => ({ value, label: capitalized(value) }))
/** Until somebody has stopped typing. */
const typingMs = 350

/** The filter above the list. */
export const RecordingFilters = ({ filter, onChange }: Props) => {
  const [name, setName] = useState(filter.name)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed begins the wait anew
  useEffect(() => {
    if (name.trim() === filter.name) return
    const timer = setTimeout(() => onChange({ name: name.trim() }), typingMs)
    return () => clearTimeout(timer)
  }, [name])
  useEffect(() => setName(filter.name), [filter.name])
  return (
    <search className={styles.filters} aria-label="Filter of recordings">
      <SelectField
        label="State"
        value={filter.state}
        options={options}
        onChange={(state) => onChange({ state })}
      />
      <TextField
        label="Name"
        type="search"
        placeholder="The whole name"
        value={name}
        onChange={setName}
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
}
