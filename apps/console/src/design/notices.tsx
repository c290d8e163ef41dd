import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './notices.module.css'

type Tone = 'good' | 'bad'
type Told = { id: number; text: string; tone: Tone }

const NoticesContext = createContext<(text: string, tone?: Tone) => void>(() => undefined)

/** Good news goes by itself; bad news stays until it is put away. */
const shownMs = 5000
const keptNotices = 4

/** Tells for a while what came of an action: `const tell = useTell(); tell('Recording stopped')`. */
export const useTell = () => useContext(NoticesContext)

/** Holds the last few notices at the edge of the screen. */
export const Notices = ({ children }: { children: ReactNode }) => {
  const [told, setTold] = useState<Told[]>([])
  const nextId = useRef(0)
  const remove = useCallback(
    (id: number) => setTold((all) => all.filter((one) => one.id !== id)),
    [],
  )
  const tell = useCallback(
    (text: string, tone: Tone = 'good') => {
      const id = nextId.current++
      setTold((all) => [...all.slice(1 - keptNotices), { id, text, tone }])
      if (tone === 'good') setTimeout(() => remove(id), shownMs)
    },
    [remove],
  )
  return (
    <NoticesContext value={tell}>
      {children}
      <div className={styles.notices} role="status" aria-live="polite">
        {told.map(({ id, text, tone }) => (
          <div key={id} className={classNames(styles.notice, styles[tone])}>
            <span>{text}</span>
            <Button
              kind="quiet"
              size="small"
              icon="close"
              label="Close"
              onPress={() => remove(id)}
            />
          </div>
        ))}
      </div>
    </NoticesContext>
  )
}
