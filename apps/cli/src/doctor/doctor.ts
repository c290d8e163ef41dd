import { type AppName, appNames, loadCliConfig } from '@tapedeck/config'
import { Option } from 'commander'
import type { CliCommand, CliContext } from '../cli-command.ts'
import { type ConnectionOptions, keyIn } from '../connection/connect.ts'
import { exitCodes } from '../exit-code.ts'
import type { CheckName, Finding } from './finding.ts'
import { checkText, summaryText } from './report-text.ts'

type DoctorOptions = { app?: AppName[] }

/** One finding as programs get it. */
type ToldFinding = Finding & { check: CheckName }

const doctor = async (
  { app = [...appNames] }: DoctorOptions,
  { url, key, keyFile }: ConnectionOptions,
  { env, clock, printer, terminal, setExitCode }: CliContext,
): Promise<void> => {
  const { examine } = await import('./examine.ts')
  const { isJson, one } = printer()
  const findings: ToldFinding[] = []
  await examine({
    env,
    apps: app,
    apiUrl: url === undefined ? null : loadCliConfig({ TAPEDECK_URL: url }).apiUrl,
    apiKey: key ?? (keyFile === undefined ? null : await keyIn(keyFile)),
    wallClock: clock,
    onChecked: (check, found) => {
      findings.push(...found.map((finding) => ({ check, ...finding })))
      if (!isJson) terminal.out(checkText(check, found))
    },
  })
  const isWell = findings.every(({ state }) => state !== 'problem')
  if (isJson) one({ isWell, findings }, () => [])
  else terminal.out(summaryText(findings))
  if (!isWell) setExitCode(exitCodes.failed)
}

/** `tapedeck doctor`: looks at what the services of this host need. */
export const doctorCommand: CliCommand = (program, context) => {
  program
    .command('doctor')
    .description(
      'look at Redis, ffmpeg, storage, clock, spool, API and receivers, in the environment of the services',
    )
    .addOption(
      new Option('--app <names...>', 'what runs on this host; everything when absent').choices(
        appNames,
      ),
    )
    .action((options: DoctorOptions) => doctor(options, program.opts(), context))
}
