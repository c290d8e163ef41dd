import { Button } from '../design/button.tsx'
import { useSession } from '../session/session-context.tsx'
import styles from './session-card.module.css'
import { ThemeChoice } from './theme-choice.tsx'

/** Who is signed in and what they may do, with the way out. */
export const SessionCard = () => {
  const { name, isReadOnly, signOut } = useSession()
  return (
    <div className={styles.card}>
      <ThemeChoice />
      <div className={styles.session}>
        <div className={styles.who}>
          <span className={styles.name}>{name}</span>
          <span className={styles.scope}>{isReadOnly ? 'Read only' : 'Administrator'}</span>
        </div>
        <Button kind="quiet" size="small" icon="leave" label="Sign out" onPress={() => signOut()} />
      </div>
    </div>
  )
}
