export { type ResolveFunction, shareLookups } from './shared-lookups.ts'
export { socketLookup, systemResolve } from './system-resolve.ts'
