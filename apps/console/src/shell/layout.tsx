import { type ReactNode, useEffect, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { Button } from '../design/button.tsx'
import { classNames } from '../design/class-names.ts'
import styles from './layout.module.css'
import { Navigation } from './navigation.tsx'
import { SessionCard } from './session-card.tsx'
import { Wordmark } from './wordmark.tsx'

/** Navigation beside the page; on a phone a bar that opens it. */
export const Layout = ({ children }: { children: ReactNode }) => {
  const [isOpen, setIsOpen] = useState(false)
  const [location] = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(() => setIsOpen(false), [location])
  return (
    <div className={styles.layout}>
      <a className={styles.skip} href="#page">
        Skip to the page
      </a>
      <header className={styles.side}>
        <div className={styles.bar}>
          <Link className={styles.home} href="/" aria-label="Tapedeck, to the overview">
            <Wordmark />
          </Link>
          <div className={styles.toggle}>
            <Button
              kind="quiet"
              icon={isOpen ? 'close' : 'menu'}
              label={isOpen ? 'Close the menu' : 'Open the menu'}
              isExpanded={isOpen}
              controls="menu"
              onPress={() => setIsOpen(!isOpen)}
            />
          </div>
        </div>
        <div id="menu" className={classNames(styles.menu, isOpen && styles.open)}>
          <Navigation />
          <SessionCard />
        </div>
      </header>
      <main id="page" className={styles.main}>
        {children}
      </main>
    </div>
  )
}
