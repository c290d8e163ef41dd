import { createFilesystemStore } from '../src/index.ts'

// A process for crash tests: replaces one object by another one again and again until it is killed.
const [rootDirectory = ''] = process.argv.slice(2)
const store = createFilesystemStore({ rootDirectory, directory: null })
const options = { contentType: 'video/mp4' }
const bodies = [Buffer.alloc(32_000_000, 'a'), Buffer.alloc(33_000_000, 'b')]
for (const body of bodies) await store.put('object.bin', body, options)
process.stdout.write('started\n')
for (;;) for (const body of bodies) await store.put('object.bin', body, options)
