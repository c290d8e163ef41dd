import styles from './wordmark.module.css'

/** Name and mark of the product. */
export const Wordmark = () => (
  <span className={styles.wordmark}>
    <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true">
      <rect className={styles.case} width="32" height="32" rx="7" />
      <rect className={styles.window} x="4.25" y="8.25" width="23.5" height="11.5" rx="5.75" />
      <circle className={styles.reel} cx="10.25" cy="14" r="2.5" />
      <circle className={styles.reel} cx="21.75" cy="14" r="2.5" />
      <circle className={styles.light} cx="25" cy="25.25" r="2.5" />
    </svg>
    Tapedeck
  </span>
)
