import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files that take much longer than their size tells. Vitest begins with the largest files as long as it has not seen them run, so that
 * in a fresh clone these would run alone at the end.
 */
const longFiles = ['apps/console/test/console.test.ts']

const isLong = ({ moduleId }: TestSpecification): boolean =>
  longFiles.some((file) => moduleId.endsWith(`/${file}`))

/** The order of vitest, but what lasts longest first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}
