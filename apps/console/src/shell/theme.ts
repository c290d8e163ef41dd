/** `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark'

const entry = 'tapedeck.theme'

/** The theme that was chosen on this device. */
export const chosenTheme = (): Theme => {
  const kept = localStorage.getItem(entry)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** Shows a theme; the stylesheets follow `data-theme` and, without one, the device. */
export const applyTheme = (theme: Theme): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

/** Shows a theme and keeps it for the next time. */
export const chooseTheme = (theme: Theme): void => {
  if (theme === 'system') localStorage.removeItem(entry)
  else localStorage.setItem(entry, theme)
  applyTheme(theme)
}
