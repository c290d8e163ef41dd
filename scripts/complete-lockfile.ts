/**
 * npm leaves out version, os and cpu of optional packages for other platforms when the registry does not offer them,
 * and its own `npm ci` then refuses the lockfile (npm/cli#9846). Fills them in from the packages that ask for them.
 * Run by `npm run lock`.
 */
import { readFile, writeFile } from 'node:fs/promises'

type Entry = {
  version?: string
  optional?: boolean
  os?: string[]
  cpu?: string[]
  optionalDependencies?: Record<string, string>
}
type Lockfile = { packages: Record<string, Entry> }

const systems = /android|darwin|win32|freebsd|openbsd|netbsd|sunos|aix|openharmony|linux/
const processors = /arm64|x64|ia32|arm(?!64)|ppc64|s390x|riscv64|loong64|mips64el|wasm32/

const file = 'package-lock.json'
const lockfile = JSON.parse(await readFile(file, 'utf8')) as Lockfile
let completed = 0
for (const [path, entry] of Object.entries(lockfile.packages)) {
  if (entry.version !== undefined || entry.optional !== true) continue
  const name = path.split('node_modules/').at(-1) ?? path
  const parent = Object.values(lockfile.packages).find(
    (other) => other.optionalDependencies?.[name] !== undefined,
  )
  const version = parent?.optionalDependencies?.[name]
  if (version === undefined) continue
  entry.version = version
  const os = systems.exec(name)?.[0]
  const cpu = processors.exec(name)?.[0]
  if (os !== undefined) entry.os = [os]
  if (cpu !== undefined) entry.cpu = [cpu]
  completed += 1
}
await writeFile(file, `${JSON.stringify(lockfile, null, 2)}\n`)
process.stdout.write(`completed ${completed} entries of ${file}\n`)
