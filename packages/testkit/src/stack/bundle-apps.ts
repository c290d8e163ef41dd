import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { build } from 'rolldown'
import { bundlesVariable } from './app-process.ts'

const repositoryRoot = join(import.meta.dirname, '../../../..')
const bundlesDirectory = join(repositoryRoot, '.tapedeck/test-apps')
const apps = ['api', 'cli', 'notifier', 'reconciler', 'recorder']
/** Bundles of sources that are no longer so are kept for a day: another run may use them. */
const keptMs = 24 * 3_600_000

type BundledFile = { fileName: string; content: string | Uint8Array }

const bundle = async (): Promise<BundledFile[]> => {
  const { output } = await build({
    input: Object.fromEntries(
      apps.map((app) => [app, join(repositoryRoot, `apps/${app}/src/main.ts`)]),
    ),
    platform: 'node',
    // they look for files that lie beside them; the last one is large, and loaded by few
    external: ['@fastify/swagger-ui', 'fluent-ffmpeg', '@opentelemetry/sdk-node'],
    logLevel: 'warn',
    write: false,
    output: { format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
  })
  return output.map((file) => ({
    fileName: file.fileName,
    content: file.type === 'chunk' ? file.code : file.source,
  }))
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Puts the files into a directory that is named after them, all at once; what is there already is the same. */
const keep = async (files: BundledFile[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const { fileName, content } of files) hash.update(`${fileName}\n`).update(content)
  const directory = join(bundlesDirectory, hash.digest('hex').slice(0, 16))
  if (await isThere(directory)) return directory
  await mkdir(bundlesDirectory, { recursive: true })
  const half = await mkdtemp(join(bundlesDirectory, 'half-'))
  for (const { fileName, content } of files) {
    await mkdir(dirname(join(half, fileName)), { recursive: true })
    await writeFile(join(half, fileName), content)
  }
  await rename(half, directory).catch(async (error: unknown) => {
    if (!(await isThere(directory))) throw error
    await rm(half, { recursive: true })
  })
  return directory
}

const removeOld = async (current: string): Promise<void> => {
  for (const name of await readdir(bundlesDirectory)) {
    const path = join(bundlesDirectory, name)
    const { mtimeMs } = await stat(path)
    if (path !== current && Date.now() - mtimeMs > keptMs)
      await rm(path, { recursive: true, force: true })
  }
}

/**
 * Global setup of the rings that start dozens of stacks: bundles each app into a few files. An app consists of some 1500
 * modules, and to find and load them took two thirds of its start. The sources themselves are started by the tests of
 * each app's main.ts and by the demo.
 */
export const setup = async (): Promise<void> => {
  if (process.env[bundlesVariable] !== undefined) return
  const directory = await keep(await bundle())
  await removeOld(directory)
  process.env[bundlesVariable] = directory
}
