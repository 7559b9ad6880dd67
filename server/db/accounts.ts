/** People and tokens as the command line sees them: no invitation and no organization needed. */
import { randomUUID } from 'node:crypto'
import type { Db } from './schema.ts'

/** The person of this e-mail, made where nobody has it, and active from now on. Resolves with the id. */
export async function ensureActiveUser(
  db: Db,
  { email, name = '', surname = '' }: { email: string; name?: string; surname?: string },
): Promise<string> {
  const { id } = await db
    .insertInto('users')
    .values({
      id: randomUUID(),
      email,
      email_key: email.toLowerCase(),
      name,
      surname,
      status: 'active',
      operator: 0,
      sample: 0,
    })
    .onConflict((conflict) => conflict.column('email_key').doUpdateSet({ status: 'active' }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** From now on this person may change subscriptions. */
export async function makeOperator(db: Db, userId: string): Promise<void> {
  await db.updateTable('users').set({ operator: 1 }).where('id', '=', userId).execute()
}

/** A token without the secret, and whose it is. */
export interface TokenListed {
  id: string
  email: string
  operator: number
  created_at: string
  /** Null where it never expires. */
  expires_at: string | null
}

/** Every token, the oldest first; expired ones too. */
export async function listTokens(db: Db): Promise<TokenListed[]> {
  return db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id', 'email', 'operator', 'created_at', 'expires_at'])
    .orderBy('created_at')
    .orderBy('tokens.id')
    .execute()
}

/** Ends a token. Resolves with false where there is none with this id. */
export async function revokeToken(db: Db, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .transaction()
    .execute((transaction) =>
      transaction.deleteFrom('tokens').where('id', '=', id).executeTakeFirstOrThrow(),
    )
  return numDeletedRows > 0n
}
