import { documentBlocks } from '@tapedeck/testkit/document-blocks'
import { parse } from 'yaml'
import { readProjectFile } from './project-files.ts'

/** The values of the chart that docs/deployment.md shows. */
export type DocumentedValues = {
  settings: Record<string, string>
  secrets: { existing: string }
  recorder: { replicas: number }
} & Record<string, unknown>

/** The text of my-values.yaml as docs/deployment.md has it. */
export const documentedValuesText = async (): Promise<string> => {
  const blocks = documentBlocks(await readProjectFile('docs/deployment.md'))
  const found = blocks.find(({ mark }) => mark === 'my-values.yaml')
  if (found === undefined) throw new Error('docs/deployment.md has no my-values.yaml')
  return found.body
}

/** my-values.yaml as docs/deployment.md has it. */
export const documentedValues = async (): Promise<DocumentedValues> =>
  parse(await documentedValuesText()) as DocumentedValues
