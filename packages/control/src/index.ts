export { createStreamControl } from './create-stream-control.ts'
export type { ControlPorts } from './ports.ts'
export { type ControlParts, controlPortsOf, fixedTarget } from './ports-of-parts.ts'
export type { StreamControl } from './stream-control.ts'
