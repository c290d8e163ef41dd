import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startApi } from '../packages/client/test/start-api.ts'
import { typesOfDocument } from '../packages/client/test/types-of-document.ts'

/** `npm run client:types`: writes the client's types from the OpenAPI document of the API as it is. */
const path = join(import.meta.dirname, '../packages/client/src/generated/api.ts')

const api = await startApi()
try {
  const answer = await fetch(`${api.url}/openapi.json`)
  await writeFile(path, await typesOfDocument((await answer.json()) as object))
} finally {
  await api.stop()
}
