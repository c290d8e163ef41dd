import { type HTMLInputAutoCompleteAttribute, type ReactNode, useId } from 'react'
import styles from './field.module.css'

type Common = {
  label: string
  hint?: ReactNode
  /** What is wrong with the value; absent when nothing is. */
  problem?: string | undefined
  required?: boolean
}

type FrameProps = Common & { children: (ids: { id: string; describedBy?: string }) => ReactNode }

const FieldFrame = ({ label, hint, problem, required, children }: FrameProps) => {
  const id = useId()
  const isDescribed = hint !== undefined || problem !== undefined
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
        {required === false && <span className={styles.optional}> optional</span>}
      </label>
      {children({ id, ...(isDescribed ? { describedBy: `${id}-about` } : {}) })}
      {isDescribed && (
        <p id={`${id}-about`} className={problem === undefined ? styles.hint : styles.problem}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}

type TextFieldProps = Common & {
  value: string
  onChange(value: string): void
  type?: 'text' | 'password' | 'url' | 'number' | 'search' | 'date' | 'datetime-local'
  placeholder?: string
  autoComplete?: HTMLInputAutoCompleteAttribute
  autoFocus?: boolean
  min?: number
  max?: number
  /** For numbers that need not be whole. */
  step?: 'any'
  /** What is offered while somebody types. */
  suggestions?: readonly string[]
  /** For what machines read: URLs, patterns, ids. */
  isCode?: boolean
}

/** A line of text. `required={false}` says that it may stay empty. */
export const TextField = (props: TextFieldProps) => (
  <FieldFrame {...props}>
    {({ id, describedBy }) => (
      <>
        <input
          id={id}
          className={props.isCode ? styles.code : styles.input}
          list={props.suggestions && `${id}-suggestions`}
          type={props.type ?? 'text'}
          value={props.value}
          placeholder={props.placeholder}
          autoComplete={props.autoComplete ?? 'off'}
          spellCheck={false}
          required={props.required}
          min={props.min}
          max={props.max}
          step={props.step}
          aria-invalid={props.problem !== undefined}
          aria-describedby={describedBy}
          ref={props.autoFocus ? focusAtOnce : undefined}
          onChange={(event) => props.onChange(event.target.value)}
        />
        {props.suggestions && (
          <datalist id={`${id}-suggestions`}>
            {props.suggestions.map((value) => (
              <option key={value} value={value} />
            ))}
          </datalist>
        )}
      </>
    )}
  </FieldFrame>
)

type LinesProps = Common & { value: string; onChange(value: string): void; placeholder?: string }

/** Lines of what machines read. */
export const LinesField = (props: LinesProps) => (
  <FieldFrame {...props}>
    {({ id, describedBy }) => (
      <textarea
        id={id}
        className={styles.code}
        rows={3}
        value={props.value}
        placeholder={props.placeholder}
        spellCheck={false}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy}
        onChange={(event) => props.onChange(event.target.value)}
      />
    )}
  </FieldFrame>
)

/** Outside the component, so that only mounting calls it. */
const focusAtOnce = (input: HTMLInputElement | null): void => input?.focus()

type SelectFieldProps<Value extends string> = Common & {
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange(value: Value): void
}

/** One of a few values. */
export const SelectField = <Value extends string>(props: SelectFieldProps<Value>) => (
  <FieldFrame {...props}>
    {({ id, describedBy }) => (
      <select
        id={id}
        className={styles.input}
        value={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={describedBy}
        onChange={(event) => {
          const chosen = props.options.find(({ value }) => value === event.target.value)
          if (chosen) props.onChange(chosen.value)
        }}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    )}
  </FieldFrame>
)

type CheckboxProps = {
  label: ReactNode
  hint?: string
  isChecked: boolean
  isDisabled?: boolean
  onChange(isChecked: boolean): void
}

/** Yes or no. */
export const CheckboxField = ({ label, hint, isChecked, isDisabled, onChange }: CheckboxProps) => (
  <label className={styles.checkbox}>
    <input
      type="checkbox"
      checked={isChecked}
      disabled={isDisabled}
      onChange={(event) => onChange(event.target.checked)}
    />
    <span>
      {label}
      {hint !== undefined && <span className={styles.hint}> {hint}</span>}
    </span>
  </label>
)

type GroupProps = { legend: string; problem?: string | undefined; children: ReactNode }

/** Fields that belong together. */
export const FieldGroup = ({ legend, problem, children }: GroupProps) => (
  <fieldset className={styles.group}>
    <legend className={styles.label}>{legend}</legend>
    <div className={styles.members}>{children}</div>
    {problem !== undefined && <p className={styles.problem}>{problem}</p>}
  </fieldset>
)
