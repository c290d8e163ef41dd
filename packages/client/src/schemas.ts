import type { Client } from 'openapi-fetch'
import type { components, paths } from './generated/api.ts'

/** Everything that is sent and answered, by its name in the OpenAPI document. */
export type Schemas = components['schemas']

/** A call of any route, typed by the OpenAPI document. */
export type RawClient = Client<paths>

/** The query of a GET. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } }
}
  ? NonNullable<Query>
  : never

/** One page of a listing; `nextCursor` is null at the end. */
export type Page<Item> = { items: Item[]; nextCursor: string | null }
