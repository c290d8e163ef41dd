import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

type Line = {
  kind: string
  sequence: number
  init?: string
  segment: string
  offset: number
  bytes: number
}

/**
 * Writes what lies in the spool of one generation to a file that ffmpeg can read: the init segment of its first pull and
 * every fragment of the journals. Read by hand, so that the recorder's own reader is judged too.
 * @param directory `<spool>/<recording>/<generation>`
 * @returns the file's path
 */
export const spooledFile = async (directory: string, path: string): Promise<string> => {
  const lines: Line[] = []
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.journal')) continue
    const text = await readFile(join(directory, name), 'utf8')
    // what lies behind the last line break was cut off
    for (const line of text.split('\n').slice(0, -1)) lines.push(JSON.parse(line.slice(9)) as Line)
  }
  const init = lines.find(({ kind }) => kind === 'init')?.init ?? ''
  const pieces = [Buffer.from(init, 'base64')]
  const fragments = lines
    .filter(({ kind }) => kind === 'fragment')
    .toSorted((a, b) => a.sequence - b.sequence)
  for (const { segment, offset, bytes } of fragments)
    pieces.push((await readFile(join(directory, segment))).subarray(offset, offset + bytes))
  await writeFile(path, Buffer.concat(pieces))
  return path
}
