import { Link, useLocation } from 'wouter'
import { Icon } from '../design/icon.tsx'
import { useFreshSnapshot } from '../live/live-context.tsx'
import { navigationRoutes } from '../routes.ts'
import styles from './navigation.module.css'

const isWithin = (location: string, path: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`)

/** How many record now, beside the entry of the recordings; nothing while that is not known. */
const RecordingCount = () => {
  const count = useFreshSnapshot()?.counts.recording ?? 0
  if (count === 0) return null
  return (
    <span className={styles.count}>
      <span className="visually-hidden">, of which record now: </span>
      {count}
    </span>
  )
}

/** The pages of the console. */
export const Navigation = () => {
  const [location] = useLocation()
  return (
    <nav aria-label="Pages">
      <ul className={styles.list}>
        {navigationRoutes.map(
          ({ path, navigation }) =>
            navigation && (
              <li key={path}>
                <Link
                  href={path}
                  className={styles.entry}
                  aria-current={isWithin(location, path) ? 'page' : undefined}
                >
                  <Icon name={navigation.icon} />
                  {navigation.label}
                  {path === '/recordings' && <RecordingCount />}
                </Link>
              </li>
            ),
        )}
      </ul>
    </nav>
  )
}
