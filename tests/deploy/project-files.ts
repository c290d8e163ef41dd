import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'

/** The folder that holds the whole project. */
export const projectDir = join(import.meta.dirname, '../..')

/** A file of the project as text; the path is relative to it. */
export const readProjectFile = (path: string): Promise<string> =>
  readFile(join(projectDir, path), 'utf8')

/** The files of a folder of the project, by name. */
export const readProjectFolder = async (path: string): Promise<Map<string, string>> => {
  const names = (await readdir(join(projectDir, path))).toSorted()
  const texts = await Promise.all(names.map((name) => readProjectFile(join(path, name))))
  return new Map(names.map((name, index) => [name, texts[index] ?? '']))
}

/** A YAML file of the project, with merge keys (<<) resolved. */
export const readProjectYaml = async <T>(path: string): Promise<T> =>
  parse(await readProjectFile(path), { merge: true }) as T

/** Every TAPEDECK_ name in a text. */
export const variablesIn = (text: string): string[] => [
  ...new Set(text.match(/\bTAPEDECK_[A-Z0-9_]*[A-Z0-9]\b/g) ?? []),
]
