const pattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?Z$/

/** `2018-04-10T09:57:21Z` (or without seconds) as Unix milliseconds; null when it is no such time. */
export const parseRpcTime = (text: string): number | null => {
  if (!pattern.test(text)) return null
  const ms = Date.parse(text)
  // 2026-02-30 is read as the second of March
  return Number.isNaN(ms) || !rpcTime(ms).startsWith(text.slice(0, -1)) ? null : ms
}

/** Unix milliseconds as `2018-04-10T09:57:21Z`. */
export const rpcTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`
