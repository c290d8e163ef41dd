import type { Schemas } from '@tapedeck/client'
import { outputFormats } from '@tapedeck/domain'
import type { CliCommand, CliContext } from '../cli-command.ts'
import { wholeNumber, wordsOf } from '../input/parse-option.ts'
import { bytesText, durationText, timeText } from '../output/figures.ts'
import type { Column } from '../output/table.ts'
import { downloadFiles } from './download-files.ts'

type File = Schemas['File']
type Options = {
  download?: string
  format?: (typeof outputFormats)[number][]
  output?: string
  sequence?: number
}

const notesText = ({ check, isSalvaged, isInBackup, removedAt }: File): string =>
  [
    removedAt === null ? null : `removed ${timeText(removedAt)}`,
    check === null ? null : `check ${check.outcome}`,
    isSalvaged ? 'salvaged' : null,
    isInBackup ? 'in backup' : null,
  ]
    .filter((text) => text !== null)
    .join(', ')

const columns: Column<File>[] = [
  { head: 'OUTPUT', cell: ({ output, format }) => output ?? format },
  {
    head: 'FILE',
    cell: ({ sequence, filler }) => `${sequence}${filler === null ? '' : ' filler'}`,
  },
  { head: 'STARTED', cell: ({ startedAt }) => timeText(startedAt) },
  { head: 'LENGTH', cell: ({ durationMs }) => durationText(durationMs) },
  { head: 'SIZE', cell: ({ bytes }) => bytesText(bytes) },
  { head: 'CRC-32', cell: ({ crc32 }) => crc32 },
  { head: 'KEY', cell: ({ key }) => key },
  { head: 'NOTES', cell: notesText },
]

const wantedBy =
  ({ format, output, sequence }: Options) =>
  (file: File): boolean =>
    (format === undefined || format.some((wanted) => wanted === file.format)) &&
    (output === undefined || output === (file.output ?? file.format)) &&
    (sequence === undefined || sequence === file.sequence)

const showFiles = async (context: CliContext, id: string, options: Options): Promise<void> => {
  const client = await context.connect()
  const files: File[] = []
  const isWanted = wantedBy(options)
  for await (const file of client.recordings.allFiles(id)) if (isWanted(file)) files.push(file)
  const printer = context.printer()
  if (options.download === undefined) {
    printer.many(files, columns, 'No files yet.')
    return
  }
  const done = await downloadFiles(context, client, files, options.download)
  if (printer.isJson) printer.many(done, [], '')
  else printer.note(`${done.length} files in ${options.download}, compared with their checksums.`)
}

/** `files ID`: what a recording left behind, and downloading it. */
export const filesCommand: CliCommand = (program, context) => {
  program
    .command('files')
    .summary('list or download the stored files of a recording')
    .argument('<id>', 'id of the recording')
    .option(
      '--download <directory>',
      'download them, go on from what is there, and compare their checksums',
    )
    .option('--format <formats>', 'only these formats', wordsOf(outputFormats))
    .option('--output <name>', 'only this output')
    .option('--sequence <number>', 'only this file of each output', wholeNumber(0, 1e9))
    .action((id: string, options: Options) => showFiles(context, id, options))
}
