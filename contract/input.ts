import * as z from 'zod/mini'
import { ApiError } from './errors.ts'
import { operations, type Operation, type OperationId, type ParsedInput } from './operations.ts'

/** A call as it arrived: path parameters decoded, query and body as the caller wrote them. */
export interface RawInput {
  params?: Record<string, string>
  query?: unknown
  body?: unknown
}

/**
 * Checks a call against its operation and applies defaults. Throws an `invalid` ApiError whose message is the first
 * broken rule's sentence and whose `fields` hold one sentence a field.
 */
export function parseInput<Id extends OperationId>(id: Id, raw: RawInput): ParsedInput<Id> {
  const operation: Operation = operations[id]
  for (const [name, value] of Object.entries(raw.params ?? {})) {
    // Dots would climb in the address that a gateway calls: no encoding keeps them from it.
    if (/^\.{0,2}$|\p{Cc}/u.test(value))
      throw new ApiError(
        'invalid',
        `${name === 'organization_name' ? 'This name' : 'This id'} can’t stand in an address, so nothing is found by it.`,
      )
  }
  return {
    params: raw.params ?? {},
    ...(operation.query && { query: parse(operation.query, raw.query ?? {}) }),
    ...(operation.body && { body: parse(operation.body, emptied(raw.body)) }),
  } as unknown as ParsedInput<Id>
}

/** The body that the API means: the R client sends `[]` for a list without entries, where an object without fields is meant. */
export const emptied = (body: unknown) => (Array.isArray(body) && body.length === 0 ? {} : body)

function parse<Schema extends z.core.$ZodObject>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) {
    const [field] = issue.path
    if (field !== undefined) fields[String(field)] ??= issue.message
  }
  const [first = 'The body must be a JSON object.'] = Object.values(fields)
  throw new ApiError('invalid', first, { fields })
}
