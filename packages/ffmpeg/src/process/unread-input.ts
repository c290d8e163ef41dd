import { readdir, readFile, readlink } from 'node:fs/promises'

/** Columns of /proc/net/tcp (proc_pid_net(5)): tx_queue:rx_queue, both hexadecimal, and the inode. */
const queuesColumn = 4
const inodeColumn = 9

const socketsOf = async (pid: number): Promise<Set<string>> => {
  const directory = `/proc/${pid}/fd`
  const links = await Promise.all(
    (await readdir(directory)).map((fd) => readlink(`${directory}/${fd}`).catch(() => '')),
  )
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.slice(1) ?? []))
}

/** Bytes that wait in the receive queues of some sockets, from a table of the kernel. */
export const unreadIn = (table: string, inodes: ReadonlySet<string>): number => {
  let bytes = 0
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/)
    if (!inodes.has(columns[inodeColumn] ?? '')) continue
    const received = Number.parseInt(columns[queuesColumn]?.split(':')[1] ?? '', 16)
    if (Number.isFinite(received)) bytes += received
  }
  return bytes
}

/** Bytes that a process was sent over TCP and has not read; null where the system does not tell (no /proc). */
export const unreadInputBytes = async (pid: number): Promise<number | null> => {
  try {
    const inodes = await socketsOf(pid)
    const tables = await Promise.all(
      ['tcp', 'tcp6'].map((name) => readFile(`/proc/${pid}/net/${name}`, 'utf8').catch(() => '')),
    )
    return tables.reduce((sum, table) => sum + unreadIn(table, inodes), 0)
  } catch {
    // it has ended, or there is no /proc
    return null
  }
}
