import { access, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncDirectory } from './sync-directory.ts'

/**
 * The mark of a spool that is written in case its recorder gets the recording. Only what bears it may be thrown away as
 * another recorder's: who owned a generation under which name is no proof, because hosts are renamed.
 */
const markName = 'stand-by'

/** True for the name of the mark among the files of a generation. */
export const isStandByMark = (name: string): boolean => name === markName

/** Marks the spool of a generation that is not this recorder's yet. */
export const markStandBy = async (directory: string): Promise<void> => {
  await writeFile(join(directory, markName), '')
  await syncDirectory(directory)
}

/** The generation is this recorder's. */
export const unmarkStandBy = async (directory: string): Promise<void> => {
  await rm(join(directory, markName), { force: true })
  await syncDirectory(directory)
}

/** True for a spool that bears the mark. */
export const isStandBy = (directory: string): Promise<boolean> =>
  access(join(directory, markName)).then(
    () => true,
    () => false,
  )
