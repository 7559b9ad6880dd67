import type { Params } from 'react-router'

/** A path parameter that the route's own path guarantees. */
export function param(params: Params, name: string): string {
  const value = params[name]
  if (value === undefined) throw new Error(`This route has no parameter '${name}'.`)
  return value
}
