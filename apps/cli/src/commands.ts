import type { CliCommand } from './cli-command.ts'
import { deliveriesCommand } from './deliveries/deliveries.ts'
import { doctorCommand } from './doctor/doctor.ts'
import { domainsCommand } from './domains/domains.ts'
import { endpointsCommand } from './endpoints/endpoints.ts'
import { eventsCommand } from './events/events.ts'
import { filesCommand } from './files/files.ts'
import { keysCommand } from './keys/keys.ts'
import { recordersCommand } from './recorders/recorders.ts'
import { controlCommands } from './recordings/control.ts'
import { listCommand } from './recordings/list.ts'
import { recordCommand } from './recordings/record.ts'
import { removeCommand } from './recordings/remove.ts'
import { showCommand } from './recordings/show.ts'
import { rulesCommand } from './rules/rules.ts'
import { sourcesCommand } from './sources/sources.ts'
import { storagesCommand } from './storages/storages.ts'
import { streamsCommand } from './streams/streams.ts'
import { templatesCommand } from './templates/templates.ts'

/** Every command of `tapedeck`, in the order in which --help shows them. */
export const commands: readonly CliCommand[] = [
  recordCommand,
  listCommand,
  showCommand,
  ...controlCommands,
  removeCommand,
  filesCommand,
  templatesCommand,
  domainsCommand,
  rulesCommand,
  sourcesCommand,
  storagesCommand,
  streamsCommand,
  recordersCommand,
  keysCommand,
  eventsCommand,
  endpointsCommand,
  deliveriesCommand,
  doctorCommand,
]
