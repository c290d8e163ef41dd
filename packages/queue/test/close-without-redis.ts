/** A process of its own: works, loses Redis, closes, and ends by itself when nothing is left open. */
import { startRedis } from '@tapedeck/testkit'
import { createProducer, startWorker } from '../src/index.ts'

const server = await startRedis()
let runs = 0
const processor = async () => {
  runs++
}
const options = { redisUrl: server.url, concurrency: 1, onError: () => undefined }
const worker = startWorker('record', processor, options)
const producer = createProducer({ redisUrl: server.url })
await producer.record.add({ recordingId: 'r1' })
while (runs === 0) await producer.record.counts()
await server.kill()
await Promise.all([worker.close(), producer.close()])
await server.stop()
