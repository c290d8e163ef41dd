import { defineConfig } from 'vitest/config'

/** What needs a Docker engine, helm or systemd: not part of `npm test`. Images are built once, so files run one after the other. */
export default defineConfig({
  test: {
    name: 'deploy',
    root: import.meta.dirname,
    include: ['stack/**/*.test.ts'],
    reporters: ['default', '../../scripts/closing-line-reporter.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_800_000,
  },
})
