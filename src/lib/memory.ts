/** What this browser keeps from one visit to the next. It may keep nothing: then nothing is remembered, and no more. */
import * as z from 'zod/mini'

const nameOf = (key: string[]) => `org-console ${JSON.stringify(key)}`

/** Undefined where nothing is kept, or something that doesn't fit. */
export function recall<Schema extends z.ZodMiniType>(
  schema: Schema,
  ...key: string[]
): z.output<Schema> | undefined {
  try {
    const text = localStorage.getItem(nameOf(key))
    return text === null ? undefined : z.safeParse(schema, JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export function remember(value: unknown, ...key: string[]): void {
  try {
    localStorage.setItem(nameOf(key), JSON.stringify(value))
  } catch {
    // It is full, or not allowed.
  }
}
