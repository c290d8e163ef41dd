import { hasRealS3, startS3Server } from '@tapedeck/testkit'
import { createS3Store } from '../src/index.ts'
import { describeObjectStore } from './contract.ts'

const isReal = await hasRealS3()
describeObjectStore(
  'the S3 store on the server of the tests',
  async () => {
    const server = await startS3Server()
    const store = createS3Store(server)
    return {
      store,
      stop: async () => {
        store.close()
        await server.stop()
      },
    }
  },
  { hasUploadListing: isReal, hasBatchDelete: isReal, copiesPlusSigns: isReal },
)
