import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Db } from '../db/schema.ts'

/** Who makes a call. */
export interface Caller {
  id: string
  email: string
  name: string
  surname: string
  /** May change subscriptions, as the provider does on UbiOps. */
  operator: boolean
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Makes a token of 43 letters, digits, `-` and `_`, and keeps only its hash. `lifetime` is in milliseconds. The
 * person's expired tokens go.
 */
export async function createToken(
  db: Db,
  userId: string,
  options: { now?: Date; lifetime?: number } = {},
): Promise<string> {
  const now = options.now ?? new Date()
  const token = randomBytes(32).toString('base64url')
  await db
    .deleteFrom('tokens')
    .where('user_id', '=', userId)
    .where('expires_at', '<=', now.toISOString())
    .execute()
  await db
    .insertInto('tokens')
    .values({
      id: randomUUID(),
      user_id: userId,
      hash: hashOf(token),
      created_at: now.toISOString(),
      expires_at: options.lifetime
        ? new Date(now.getTime() + options.lifetime).toISOString()
        : null,
    })
    .execute()
  return token
}

/** The person a token belongs to, or undefined where it is unknown or has expired. */
export async function callerByToken(
  db: Db,
  token: string,
  now = new Date(),
): Promise<Caller | undefined> {
  const row = await db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['users.id', 'email', 'name', 'surname', 'operator', 'expires_at'])
    .where('hash', '=', hashOf(token))
    .executeTakeFirst()
  if (!row || (row.expires_at !== null && row.expires_at <= now.toISOString())) return undefined
  const { expires_at: _, operator, ...person } = row
  return { ...person, operator: operator === 1 }
}
