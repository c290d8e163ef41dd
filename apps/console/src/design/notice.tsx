import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Icon } from './icon.tsx'
import styles from './notice.module.css'

type Props = {
  tone: 'bad' | 'warn' | 'good' | 'busy'
  title?: string
  children: ReactNode
}

/** Something that the user has to know, where it matters. Bad ones are told to screen readers at once. */
export const Notice = ({ tone, title, children }: Props) => (
  <div
    className={classNames(styles.notice, styles[tone])}
    role={tone === 'bad' ? 'alert' : 'status'}
  >
    <Icon name={tone === 'good' ? 'check' : 'warning'} />
    <div className={styles.text}>
      {title !== undefined && <strong className={styles.title}>{title}</strong>}
      {children}
    </div>
  </div>
)
