import { TapedeckApiError } from '@tapedeck/client'
import { Notice } from './notice.tsx'
import styles from './problem-notice.module.css'

type Props = {
  /** What was thrown; nothing is shown for null. */
  error: unknown
  /** What could not be done: "The recording could not be stopped". */
  title: string
}

/** An error of the API with each field that is wrong, or of the way to it. */
export const ProblemNotice = ({ error, title }: Props) => {
  if (error === null || error === undefined) return null
  if (!(error instanceof TapedeckApiError))
    return (
      <Notice tone="bad" title={title}>
        {error instanceof Error ? error.message : String(error)}
      </Notice>
    )
  return (
    <Notice tone="bad" title={title}>
      <span>
        {error.detail} <code>{error.code}</code>
      </span>
      {error.problems.length > 0 && (
        <ul className={styles.problems}>
          {error.problems.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <code>{field === '' ? 'request' : field}</code> {message}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  )
}
