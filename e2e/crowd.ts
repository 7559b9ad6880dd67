import { randomUUID } from 'node:crypto'
import { bulkInsert } from '#server/db/bulk.ts'
import type { Db } from '#server/db/schema.ts'

/** Makes so many people members of an organization, m0000@… and on. Resolves with their addresses. */
export async function addCrowd(
  db: Db,
  organization: { id: string; name: string },
  count: number,
): Promise<string[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    email: `m${String(index).padStart(4, '0')}@${organization.name}.example.com`,
  }))
  const insertUsers = bulkInsert('users', 'id email email_key name surname status operator sample')
  const insertMemberships = bulkInsert('memberships', 'organization_id user_id admin')
  await db.transaction().execute(async (transaction) => {
    await insertUsers(
      transaction,
      people.map(({ id, email }) => [id, email, email, '', '', 'active', 0, 0]),
    )
    await insertMemberships(
      transaction,
      people.map(({ id }) => [organization.id, id, 0]),
    )
  })
  return people.map(({ email }) => email)
}
