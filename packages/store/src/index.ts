export * from './create-store.ts'
export { eventOfTransition } from './event-of-transition.ts'
export * from './store.ts'
export * from './stored-files.ts'
