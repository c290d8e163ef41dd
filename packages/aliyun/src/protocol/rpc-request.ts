/** A request as it came, before anything of it is trusted. */
export type RpcRequest = {
  /** Upper case. */
  method: string
  /** Names in lower case; a repeated header is joined with a comma. */
  headers: Readonly<Record<string, string>>
  /** Without the question mark. */
  query: string
  body: Uint8Array
}

/** Name and value, in the order of the request. */
export type Pairs = readonly (readonly [name: string, value: string])[]
