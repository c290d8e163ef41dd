/** Wakes one waiting loop; a wake-up while nobody waits is kept. */
export const createBell = () => {
  let isRung = false
  let wake: (() => void) | null = null
  return {
    ring: (): void => {
      isRung = true
      wake?.()
    },
    /** Resolves to whether it was rung before the time was over. */
    wait: async (timeoutMs: number): Promise<boolean> => {
      if (!isRung)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      wake = null
      const wasRung = isRung
      isRung = false
      return wasRung
    },
  }
}
