/** Splits text into lines, hands each one on and keeps the last ones. */
export type LineTail = {
  push(chunk: string): void
  /** Hands on what stands after the last line end. */
  end(): void
  text(): string
}

const maxLineChars = 2048

/**
 * Bounded: a longer line than 2048 characters is cut off there, and of all lines the last `maxLines` are kept.
 * Carriage returns end a line too (ffmpeg rewrites its status line with them).
 * @param onLine returns whether the line is to be kept
 */
export const createLineTail = (maxLines: number, onLine: (line: string) => boolean): LineTail => {
  const kept: string[] = []
  let current = ''
  const finishLine = (): void => {
    const line = current.trimEnd()
    current = ''
    if (line === '' || !onLine(line)) return
    kept.push(line)
    if (kept.length > maxLines) kept.shift()
  }
  return {
    push: (chunk) => {
      const [first = '', ...rest] = chunk.split(/[\r\n]/)
      current = (current + first).slice(0, maxLineChars)
      for (const piece of rest) {
        finishLine()
        current = piece.slice(0, maxLineChars)
      }
    },
    end: finishLine,
    text: () => kept.join('\n'),
  }
}
