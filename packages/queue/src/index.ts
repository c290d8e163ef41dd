export * from './create-producer.ts'
export * from './job-outcome.ts'
export * from './queues.ts'
export * from './start-worker.ts'
