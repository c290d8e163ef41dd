const entry = 'tapedeck.key'

/** The key of this tab, or the one that this device remembers; null when there is none. */
export const keptKey = (): string | null =>
  sessionStorage.getItem(entry) ?? localStorage.getItem(entry)

/** Keeps a key for this tab, or for this device when it is to be remembered. */
export const keepKey = (key: string, isRemembered: boolean): void => {
  forgetKey()
  const storage = isRemembered ? localStorage : sessionStorage
  storage.setItem(entry, key)
}

/** Forgets the key, in this tab and on this device. */
export const forgetKey = (): void => {
  sessionStorage.removeItem(entry)
  localStorage.removeItem(entry)
}
