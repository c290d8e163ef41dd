import type { Reporter, TestModule } from 'vitest/node'

/** Ends a test run with one plain line of counts, for whoever reads only the end of the output. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1
      // a hook that fails leaves its tests skipped: the suite is what failed
      for (const suite of module.children.allSuites())
        if (suite.state() === 'failed' && suite.errors().length > 0) counts.failed += 1
      for (const test of module.children.allTests()) {
        const result = test.result()
        counts[result.state] += 1
        if (result.state === 'skipped')
          process.stdout.write(
            `skipped: ${test.fullName} (${result.note ?? 'not for this server or user'})\n`,
          )
      }
    }
    const skipped = counts.skipped + counts.pending
    process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${skipped} skipped\n`)
  }
}
