export type { ControlPorts } from './ports.ts'
export type { StreamControl } from './stream-control.ts'
