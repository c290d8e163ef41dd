import { defineConfig } from 'vitest/config'
import { LongestFirst } from './scripts/longest-first.ts'

const sharedS3 = './packages/testkit/src/s3/shared-s3.ts'
const bundledApps = './packages/testkit/src/stack/bundle-apps.ts'

/**
 * Four rings: pure code, one package against real servers, the whole product, the whole product under faults. End-to-end tests mostly wait for live
 * streams to play, so more files run side by side than the machine has cores. Files share their worker's modules, and some its
 * stack: importing and starting them anew took more time than the tests.
 */
export default defineConfig({
  test: {
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './scripts/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false,
          // far more than any of them takes: a busy machine must not fail a test
          testTimeout: 60_000,
          include: [
            '{apps,packages}/*/src/**/*.test.ts',
            'scripts/**/*.test.ts',
            'tests/deploy/files/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'integration',
          isolate: false,
          include: ['{apps,packages}/*/test/**/*.test.ts'],
          globalSetup: [sharedS3, bundledApps],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: [sharedS3, bundledApps],
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'faults',
          isolate: false,
          include: ['tests/faults/**/*.test.ts'],
          globalSetup: [sharedS3, bundledApps],
          testTimeout: 180_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
