import { afterAll, beforeAll, describe } from 'vitest'
import { type ConsoleWorld, startConsoleWorld } from './console-world.ts'
import { deliveriesTests } from './deliveries.ts'
import { keysTests } from './keys.ts'
import { overviewTests } from './overview.ts'
import { recordersTests } from './recorders.ts'
import { recordingTests } from './recording.ts'
import { recordingsTests } from './recordings.ts'
import { rulesTests } from './rules.ts'
import { sessionTests } from './session.ts'
import { setupTests } from './setup.ts'
import { shellTests } from './shell.ts'
import { streamsTests } from './streams.ts'
import { submitTests } from './submit.ts'

// One file for all pages: they share a stack, whose start costs more than their tests.
let world: ConsoleWorld
beforeAll(async () => {
  world = await startConsoleWorld()
})
afterAll(() => world.stop())
const given = (): ConsoleWorld => world

describe('signing in', () => sessionTests(given))
describe('the shell', () => shellTests(given))
describe('the overview', () => overviewTests(given))
describe('the list of recordings', () => recordingsTests(given))
describe('the page of a recording', () => recordingTests(given))
describe('the form of a recording', () => submitTests(given))
describe('the page of streams', () => streamsTests(given))
describe('the page of rules', () => rulesTests(given))
describe('the page of what is set up', () => setupTests(given))
describe('the page of deliveries', () => deliveriesTests(given))
describe('the page of keys', () => keysTests(given))
describe('the page of recorders', () => recordersTests(given))
