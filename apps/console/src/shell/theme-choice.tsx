import { useState } from 'react'
import { Icon, type IconName } from '../design/icon.tsx'
import { chooseTheme, chosenTheme, type Theme } from './theme.ts'
import styles from './theme-choice.module.css'

const choices: { theme: Theme; label: string; icon: IconName }[] = [
  { theme: 'light', label: 'Light', icon: 'sun' },
  { theme: 'dark', label: 'Dark', icon: 'moon' },
  { theme: 'system', label: 'As the device', icon: 'device' },
]

/** Light, dark, or as the device has it. */
export const ThemeChoice = () => {
  const [chosen, setChosen] = useState(chosenTheme)
  return (
    <fieldset className={styles.choices}>
      <legend className="visually-hidden">Theme</legend>
      {choices.map(({ theme, label, icon }) => (
        <label key={theme} className={styles.choice} title={label}>
          <input
            type="radio"
            name="theme"
            className="visually-hidden"
            checked={chosen === theme}
            onChange={() => {
              chooseTheme(theme)
              setChosen(theme)
            }}
          />
          <Icon name={icon} />
          <span className="visually-hidden">{label}</span>
        </label>
      ))}
    </fieldset>
  )
}
