/**
 * An organization keeps an admin, whatever its admins do at once: fifty of them, each with a token of its own, on every
 * database. `npm run soak` does it a hundred times over.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from '#contract/client.ts'
import type { Api } from '#contract/operations.ts'
import { buildApp } from './app.ts'
import { ensureActiveUser } from './db/accounts.ts'
import { dice } from './db/sample-chance.ts'
import { createToken } from './embedded/tokens.ts'
import { testDatabases, type TestDatabase } from './testing/databases.ts'

const ROUNDS = import.meta.env.MODE === 'soak' ? 100 : 5
/** Enough of them that often one admin is left, whom nobody else can touch any more. */
const TURNS = 4

const rounds = Array.from({ length: ROUNDS }, (_, index) => index + 1)

interface Admin {
  id: string
  api: Api
}

describe.each(testDatabases())('fifty admins at once, on $kind', ({ open }) => {
  let database: TestDatabase
  let app: FastifyInstance
  let admins: Admin[]

  beforeAll(async () => {
    database = await open()
    app = await buildApp({
      api: { kind: 'embedded', db: database.db, sample: false },
      rateLimit: 1_000_000,
      sessionKeys: [randomBytes(32)],
      publicUrl: 'http://localhost:4000',
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    const address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v2.1`
    admins = []
    while (admins.length < 50) {
      const id = await ensureActiveUser(database.db, { email: `${randomUUID()}@example.com` })
      const token = await createToken(database.db, id)
      const api = createClient(address, { headers: { authorization: `Token ${token}` } })
      admins.push({ id, api })
    }
  })
  afterAll(async () => {
    await app.close()
    await database.close()
  })

  /** An organization that all of them are admins of. */
  async function founded() {
    const [founder, ...others] = admins
    if (!founder) throw new Error('There are no admins.')
    const name = `org-${randomUUID()}`
    const { id } = await founder.api.organizations_create({ body: { name, subscription: 'free' } })
    await database.db
      .insertInto('memberships')
      .values(others.map((other) => ({ organization_id: id, user_id: other.id, admin: 1 })))
      .execute()
    return { id, name }
  }

  const remaining = (organization_id: string) =>
    database.db
      .selectFrom('memberships')
      .select('user_id')
      .where('organization_id', '=', organization_id)
      .where('admin', '=', 1)
      .execute()

  const demote = ({ api }: Admin, organization_name: string, user_id: string) =>
    api.organization_users_update({
      params: { organization_name, user_id },
      body: { admin: false },
    })
  const remove = ({ api }: Admin, organization_name: string, user_id: string) =>
    api.organization_users_delete({ params: { organization_name, user_id } })

  describe.each([
    ['demote', demote],
    ['remove', remove],
  ])('who %s', (verb, change) => {
    it.each(rounds)('themselves leave exactly one (round %i)', async () => {
      const { id, name } = await founded()
      const results = await Promise.allSettled(admins.map((one) => change(one, name, one.id)))
      const refusals = results.filter((result) => result.status === 'rejected')
      expect(refusals.map(({ reason }) => reason.status)).toEqual([409])
      expect(await remaining(id)).toHaveLength(1)
    })

    it.each(rounds)('each other at random leave at least one (round %i)', async (round) => {
      const { id, name } = await founded()
      const { between } = dice(`${verb} ${round}`)
      const gone = new Set<string>()
      const refusals = new Set<number>()
      await Promise.all(
        admins.map(async (one) => {
          const others = admins.filter((other) => other !== one)
          for (let turn = 0; turn < TURNS; turn += 1) {
            const other = others[between(0, others.length - 1)]
            if (!other) throw new Error('There is nobody else.')
            await change(one, name, other.id).then(
              () => gone.add(other.id),
              ({ status }: { status: number }) => refusals.add(status),
            )
          }
        }),
      )
      // Whoever comes late is no admin any more, or no member, and so may be the one they mean.
      expect([403, 404]).toEqual(expect.arrayContaining([...refusals]))
      const left = await remaining(id)
      expect(left.length).toBeGreaterThanOrEqual(1)
      expect(left).toHaveLength(admins.length - gone.size)
    })
  })
})
