import type { ReactNode } from 'react'
import styles from './badge.module.css'
import { classNames } from './class-names.ts'

/** What something means: live (it records now), good, warn, bad, busy (under way), idle. */
export type Tone = 'live' | 'good' | 'warn' | 'bad' | 'busy' | 'idle'

type Props = {
  tone: Tone
  /** A dot that pulses: it happens now. */
  isPulsing?: boolean
  children: ReactNode
}

/** A word with a tone. The word says all: colour alone tells nothing. */
export const Badge = ({ tone, isPulsing = false, children }: Props) => (
  <span className={classNames(styles.badge, styles[tone])}>
    <span className={classNames(styles.dot, isPulsing && styles.pulsing)} aria-hidden="true" />
    {children}
  </span>
)
