import { classNames } from './class-names.ts'
import styles from './icon.module.css'

/** Strokes in a box of 24 x 24. */
const paths = {
  overview: 'M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z',
  recordings:
    'M6.5 15a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm11 0a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-11 0h11M3 19h18',
  streams:
    'M12 13.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM8.5 15.5a5 5 0 0 1 0-7m7 0a5 5 0 0 1 0 7M5.6 18.4a9 9 0 0 1 0-12.8m12.8 0a9 9 0 0 1 0 12.8',
  rules: 'M5 4v6m0 4v6M12 4v3m0 4v9M19 4v9m0 4v3M3 12h4m3-3h4m3 6h4',
  setup: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.500 13v7M13 16.500h7',
  deliveries: 'M21 4 10.5 14.5M21 4l-6.5 17-4-6.5L4 10.500z',
  recorders: 'M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01M12 8h5M12 16h5',
  keys: 'M15 12a4 4 0 1 0-4-4c0 .4.1.9.2 1.300L4 16.500V20h3.500v-2H10v-2.500l2.700-2.700c.4.100.9.200 1.300.200zM16 8h.01',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'M6 6l12 12M18 6 6 18',
  stop: 'M7 7h10v10H7z',
  pause: 'M9 6v12m6-12v12',
  play: 'M8 5.500v13l10-6.500z',
  split: 'M12 3v18M8 8l-4 4 4 4m8-8 4 4-4 4',
  download: 'M12 4v11m0 0 4-4m-4 4-4-4M5 19.500h14',
  replay: 'M4 12a8 8 0 1 0 2.600-5.900M4 4v4.500h4.500',
  warning: 'M12 4 2.500 20h19zM12 10v4.500m0 2.500h.01',
  check: 'M5 12.500l4.500 4.500L19 7.500',
  plus: 'M12 5v14M5 12h14',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.500v2m0 15v2M2.500 12h2m15 0h2M5.300 5.300l1.400 1.400m10.600 10.600 1.400 1.400m0-13.400-1.400 1.400M6.700 17.300l-1.400 1.400',
  moon: 'M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z',
  device: 'M4 5h16v11H4zM9 20h6m-3-4v4',
  leave: 'M10 4H5v16h5m4-12 4 4-4 4m4-4H9',
  record: 'M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z',
} as const

export type IconName = keyof typeof paths

/** A picture beside words; hidden from screen readers, so the words must say all. */
export const Icon = ({ name }: { name: IconName }) => (
  <svg
    className={classNames(styles.icon, name === 'record' && styles.record)}
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
  >
    <path d={paths[name]} />
  </svg>
)
