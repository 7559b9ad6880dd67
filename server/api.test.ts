/**
 * The contract suite: what a caller of the API sees, the same for every way to reach it and on every database.
 * A test makes its own people and organizations, so all of them share one database.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createClient, read } from '#contract/client.ts'
import { parseInput } from '#contract/input.ts'
import { operationIds, operations, type Api, type Input } from '#contract/operations.ts'
import { buildApp, type AppOptions } from './app.ts'
import type { Db } from './db/schema.ts'
import { embeddedApi } from './embedded/index.ts'
import { callerByToken, createToken } from './embedded/tokens.ts'
import { testDatabases, type TestDatabase } from './testing/databases.ts'

interface Connection {
  as(token: string): Api
  close(): Promise<void>
}

interface HttpConnection extends Connection {
  /** Without the version. */
  address: string
}

const direct = {
  name: 'embedded directly',
  async connect(db: Db, now: () => Date): Promise<Connection> {
    const call = async (id: keyof Api, token: string, input: object) => {
      const caller = await callerByToken(db, token, now())
      const api = embeddedApi({ db, caller, now }) as Record<string, (input: unknown) => unknown>
      return read(operations[id].reads, await api[id]?.(parseInput(id, input)))
    }
    return {
      as: (token) =>
        Object.fromEntries(
          operationIds.map((id) => [id, (input: object) => call(id, token, input)]),
        ) as unknown as Api,
      close: async () => undefined,
    }
  },
}

async function listening(api: AppOptions['api'], rateLimit = 1_000_000): Promise<FastifyInstance> {
  const app = await buildApp({
    api,
    rateLimit,
    sessionKeys: [randomBytes(32)],
    publicUrl: 'http://localhost:4000',
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return app
}

const addressOf = (app: FastifyInstance) =>
  `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

function connectionTo(...apps: [FastifyInstance, ...FastifyInstance[]]): HttpConnection {
  const address = addressOf(apps[0])
  return {
    address,
    as: (token) =>
      createClient(`${address}/v2.1`, { headers: { authorization: `Token ${token}` } }),
    async close() {
      for (const app of apps) await app.close()
    },
  }
}

const overHttp = {
  name: 'over HTTP',
  connect: async (db: Db, now: () => Date) =>
    connectionTo(await listening({ kind: 'embedded', db, now, sample: false })),
}

const throughASecondServer = {
  name: 'through a second server',
  async connect(db: Db, now: () => Date) {
    const first = await listening({ kind: 'embedded', db, now, sample: false })
    const host = `${addressOf(first)}/v2.1`
    return connectionTo(await listening({ kind: 'upstream', host, timeout: 10_000 }), first)
  },
}

// What the tests are told of the world

let database: TestDatabase
let connection: Connection
let clock = ''
const now = () => new Date(clock)

interface Person {
  id: string
  email: string
  token: string
  api: Api
}

let count = 0
const unique = (word: string) => `${word}-${++count}`

/** A registered person with a token. */
async function person(
  options: { operator?: boolean; status?: 'active' | 'pending'; email?: string } = {},
): Promise<Person> {
  const { operator = false, status = 'active', email = `${unique('person')}@example.com` } = options
  const id = randomUUID()
  await database.db
    .insertInto('users')
    .values({
      id,
      email,
      email_key: email.toLowerCase(),
      name: 'Ada',
      surname: 'Lovelace',
      status,
      operator: operator ? 1 : 0,
      sample: 0,
    })
    .execute()
  const token = await createToken(database.db, id)
  return { id, email, token, api: connection.as(token) }
}

/** An organization of its own for a test, made by its admin. */
async function founded(
  admin: Person,
  body: Partial<Input<'organizations_create'>['body']> = {},
): Promise<string> {
  const name = unique('org')
  await admin.api.organizations_create({ body: { name, subscription: 'free', ...body } })
  return name
}

async function joined(admin: Person, organization_name: string, rights: { admin: boolean }) {
  const member = await person()
  await admin.api.organization_users_create({
    params: { organization_name },
    body: { email: member.email, ...rights },
  })
  return member
}

async function world() {
  const admin = await person()
  const organization_name = await founded(admin)
  return { admin, organization_name, params: { organization_name } }
}

const organizationId = async (name: string) =>
  (
    await database.db
      .selectFrom('organizations')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
  ).id

/** A project and its credits by day, in micro-credits. */
async function project(
  organization_name: string,
  name: string,
  usage: Record<string, number | bigint> = {},
  deleted_on: string | null = null,
  id: string = randomUUID(),
) {
  const organization_id = await organizationId(organization_name)
  await database.db
    .insertInto('projects')
    .values({ organization_id, id, name, deleted_on })
    .execute()
  for (const [date, micro_credits] of Object.entries(usage))
    await database.db
      .insertInto('usage_days')
      .values({
        organization_id,
        project_id: id,
        date,
        micro_credits: micro_credits as number,
      })
      .execute()
  return id
}

/** No operation tells the dates of a subscription, so the tests of organizations_update look at them here. */
const subscriptions = async (name: string) =>
  database.db
    .selectFrom('subscriptions')
    .select(['plan', 'start_date', 'end_date'])
    .where('organization_id', '=', await organizationId(name))
    .orderBy('start_date')
    .execute()

const emails = (users: { email: string }[]) => users.map(({ email }) => email)

const refused = (status: number, fields: string[] = []) => ({
  name: 'ApiError',
  status,
  message: expect.stringMatching(/\.$/),
  fields: Object.fromEntries(fields.map((field) => [field, expect.stringMatching(/\.$/)])),
})

/** The statuses of calls made at once: 0 where one succeeded. */
async function atOnce(calls: Promise<unknown>[]): Promise<number[]> {
  const results = await Promise.allSettled(calls)
  return results
    .map((result) => (result.status === 'fulfilled' ? 0 : Number(result.reason.status)))
    .toSorted((a, b) => a - b)
}

/** One valid call of every operation on an organization. */
function callsOn(api: Api, organization_name: string, user_id: string) {
  const params = { organization_name }
  const email = `${unique('new')}@example.com`
  return {
    organizations_get: () => api.organizations_get({ params }),
    organizations_update: () => api.organizations_update({ params, body: {} }),
    organizations_resource_usage: () => api.organizations_resource_usage({ params }),
    organizations_usage_get: () => api.organizations_usage_get({ params }),
    organization_users_list: () => api.organization_users_list({ params }),
    organization_users_create: () =>
      api.organization_users_create({ params, body: { email, admin: true } }),
    organization_users_get: () => api.organization_users_get({ params: { ...params, user_id } }),
    organization_users_update: () =>
      api.organization_users_update({ params: { ...params, user_id }, body: { admin: false } }),
    organization_users_delete: () =>
      api.organization_users_delete({ params: { ...params, user_id } }),
  }
}

const organizationOperations = operationIds.filter((id) =>
  operations[id].path.includes(':organization_name'),
) as (keyof ReturnType<typeof callsOn>)[]

const adminOperations = organizationOperations.filter((id) => operations[id].access === 'admin')

describe.each(
  testDatabases().flatMap(({ kind, open }) =>
    [direct, overHttp, throughASecondServer].map(({ name, connect }) => ({
      name,
      kind,
      open,
      connect,
    })),
  ),
)('the API $name on $kind', ({ open, connect }) => {
  beforeAll(async () => {
    database = await open()
    connection = await connect(database.db, now)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })
  beforeEach(() => {
    clock = '2020-12-01T10:11:12.345Z'
  })

  describe('who calls', () => {
    describe('happy', () => {
      it('user: tells who the token belongs to', async () => {
        const { id, email, api } = await person()
        expect(await api.user({})).toStrictEqual({ id, email, name: 'Ada', surname: 'Lovelace' })
      })

      it('status: answers anyone', async () => {
        expect(await connection.as('unknown').status({})).toStrictEqual({ status: 'ok' })
      })
    })

    describe('security', () => {
      it.each(operationIds.filter((id) => operations[id].access !== 'public'))(
        '%s: refuses an unknown token with 401',
        async (id) => {
          const { admin, params } = await world()
          const api = connection.as('unknown') as unknown as Record<
            string,
            (input: object) => Promise<unknown>
          >
          const name = unique('org')
          const body = { email: 'a@example.com', name, subscription: 'free' }
          const input = { params: { ...params, user_id: admin.id } }
          await expect(
            api[id]?.('body' in operations[id] ? { ...input, body } : input),
          ).rejects.toMatchObject(refused(401))
        },
      )

      it('refuses a token from the moment it expires', async () => {
        const { id } = await person()
        const lifetime = 60_000
        const token = await createToken(database.db, id, { now: now(), lifetime })
        const { user } = connection.as(token)
        clock = '2020-12-01T10:12:12.344Z'
        expect(await user({})).toMatchObject({ id })
        clock = '2020-12-01T10:12:12.345Z'
        await expect(user({})).rejects.toMatchObject(refused(401))
      })
    })
  })

  describe('organizations', () => {
    describe('happy', () => {
      it('organizations_create: makes an organization with its creator as admin', async () => {
        const { api, id, email } = await person()
        const name = unique('test-organization')
        const organization = await api.organizations_create({
          body: { name, subscription: 'premium', subscription_end_date: '2021-03-25' },
        })
        expect(organization).toStrictEqual({
          id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
          name,
          creation_date: '2020-12-01T10:11:12.345000Z',
          status: 'active',
          two_factor_authentication_forced: false,
        })
        const params = { organization_name: name }
        expect(await api.organizations_get({ params })).toStrictEqual({
          ...organization,
          subscription: 'premium',
          subscription_self_service: true,
          overage_usage: false,
        })
        expect(await api.organization_users_list({ params })).toMatchObject([
          { id, email, admin: true, status: 'active' },
        ])
      })

      it.each(['free', 'starter', 'professional', 'premium'])(
        'organizations_create: knows the plan %s',
        async (subscription) => {
          const { api } = await person()
          const name = unique('org')
          const end = subscription === 'free' ? {} : { subscription_end_date: '2020-12-01' }
          await api.organizations_create({ body: { name, subscription, ...end } })
          expect(
            await api.organizations_get({ params: { organization_name: name } }),
          ).toMatchObject({ subscription })
        },
      )

      it('organizations_create: takes an end date as date-time, and what newer clients add', async () => {
        const admin = await person()
        const name = await founded(admin, {
          subscription: 'starter',
          subscription_end_date: '2030-01-02T23:04:00-02:00',
          voucher: 'WELCOME',
          two_factor_authentication_forced: true,
        })
        expect(await subscriptions(name)).toEqual([
          { plan: 'starter', start_date: '2020-12-01', end_date: '2030-01-03' },
        ])
      })

      it('organizations_create: reads null as no end date', async () => {
        const name = await founded(await person(), { subscription_end_date: null })
        expect(await subscriptions(name)).toEqual([
          { plan: 'free', start_date: '2020-12-01', end_date: null },
        ])
      })

      it('organizations_list: names the organizations one is a member of, by name', async () => {
        const { api, email } = await person()
        expect(await api.organizations_list({})).toEqual([])
        const other = await world()
        await other.admin.api.organization_users_create({
          params: other.params,
          body: { email },
        })
        const names = ['b', 'a-b', 'a', 'ab', 'a0'].map((end) => unique('list') + end)
        for (const name of names)
          await api.organizations_create({ body: { name, subscription: 'free' } })
        await world()

        const list = await api.organizations_list({})
        expect(list.map(({ name }) => name)).toEqual([...names, other.organization_name].toSorted())
        expect(list[0]).toStrictEqual({
          id: expect.any(String),
          name: expect.any(String),
          creation_date: '2020-12-01T10:11:12.345000Z',
          status: 'active',
          two_factor_authentication_forced: false,
        })
      })

      it('organizations_get: lets every member look', async () => {
        const { admin, organization_name, params } = await world()
        const member = await joined(admin, organization_name, { admin: false })
        expect(await member.api.organizations_get({ params })).toEqual(
          await admin.api.organizations_get({ params }),
        )
      })

      it('organizations_update: renames; the new name is the address', async () => {
        const { admin, params } = await world()
        const before = await admin.api.organizations_get({ params })
        const name = unique('renamed')
        const after = await admin.api.organizations_update({ params, body: { name } })
        expect(after).toStrictEqual({ ...before, name })
        expect(
          await admin.api.organizations_get({ params: { organization_name: name } }),
        ).toStrictEqual(after)
        await expect(admin.api.organizations_get({ params })).rejects.toMatchObject(refused(404))
        expect(await admin.api.organizations_list({})).toMatchObject([{ name }])
      })

      it('organizations_update: changes nothing without fields, or with the same name', async () => {
        const { admin, params, organization_name } = await world()
        const before = await admin.api.organizations_get({ params })
        const bodies = [
          {},
          [] as object,
          { name: organization_name },
          { two_factor_authentication_forced: true },
        ]
        for (const body of bodies)
          expect(await admin.api.organizations_update({ params, body })).toEqual(before)
      })

      it('organizations_update: a name that was given up is free', async () => {
        const { admin, params, organization_name } = await world()
        await admin.api.organizations_update({ params, body: { name: unique('moved') } })
        const other = await world()
        expect(
          await other.admin.api.organizations_update({
            params: other.params,
            body: { name: organization_name },
          }),
        ).toMatchObject({ name: organization_name })
      })
    })

    describe('error', () => {
      it.each([
        ['', 'Give the organization a name.'],
        ['1st', 'Start the name with a lower-case letter (a–z).'],
        ['-a', 'Start the name with a lower-case letter (a–z).'],
        ['Acme', 'Start the name with a lower-case letter (a–z).'],
        ['a_b', 'Use only lower-case letters, numbers and dashes in the name.'],
        ['aé', 'Use only lower-case letters, numbers and dashes in the name.'],
        ['a\n', 'Use only lower-case letters, numbers and dashes in the name.'],
        ['a'.repeat(65), 'Use at most 64 characters for the name.'],
      ])('organizations_create and organizations_update: refuse the name %j', async (name, why) => {
        const { admin, params } = await world()
        const refusal = { status: 400, message: why, fields: { name: why } }
        await expect(
          admin.api.organizations_create({ body: { name, subscription: 'free' } }),
        ).rejects.toMatchObject(refusal)
        await expect(
          admin.api.organizations_update({ params, body: { name } }),
        ).rejects.toMatchObject(refusal)
      })

      it('organizations_create: takes a name of 64 characters', async () => {
        const { api } = await person()
        const name = unique('long').padEnd(64, 'x')
        expect(
          await api.organizations_create({ body: { name, subscription: 'free' } }),
        ).toMatchObject({ name })
      })

      it.each([
        ['no subscription', {}, 'subscription'],
        ['an empty subscription', { subscription: '' }, 'subscription'],
        ['an unknown plan', { subscription: 'gold' }, 'subscription'],
        ['a plan in capitals', { subscription: 'Free' }, 'subscription'],
        [
          'free with an end date',
          { subscription: 'free', subscription_end_date: '2021-12-01' },
          'subscription_end_date',
        ],
        ['premium without an end date', { subscription: 'premium' }, 'subscription_end_date'],
        [
          'premium with null for its end',
          { subscription: 'premium', subscription_end_date: null },
          'subscription_end_date',
        ],
        [
          'an end before today',
          { subscription: 'starter', subscription_end_date: '2020-11-30' },
          'subscription_end_date',
        ],
        [
          'a day that does not exist',
          { subscription: 'starter', subscription_end_date: '2021-02-30' },
          'subscription_end_date',
        ],
        [
          'a date as number',
          { subscription: 'starter', subscription_end_date: 18109 },
          'subscription_end_date',
        ],
      ])('organizations_create: refuses %s', async (_, body, field) => {
        const { api } = await person()
        const name = unique('org')
        const attempt = { name, ...body } as unknown as Input<'organizations_create'>['body']
        await expect(api.organizations_create({ body: attempt })).rejects.toMatchObject(
          refused(400, [field]),
        )
        expect(await api.organizations_list({})).toEqual([])
      })

      it('organizations_create: names the plans there are', async () => {
        const { api } = await person()
        await expect(
          api.organizations_create({ body: { name: unique('org'), subscription: 'gold' } }),
        ).rejects.toThrow(/free, starter, professional, premium/)
      })

      it('organizations_create: refuses a name that is taken, also by an organization one cannot see', async () => {
        const { organization_name } = await world()
        const { api } = await person()
        await expect(
          api.organizations_create({ body: { name: organization_name, subscription: 'free' } }),
        ).rejects.toMatchObject(refused(409, ['name']))
        expect(await api.organizations_list({})).toEqual([])
      })

      it('organizations_create: of two at once with one name, one is made', async () => {
        const people = [await person(), await person()]
        const body = { name: unique('race'), subscription: 'free' }
        expect(await atOnce(people.map(({ api }) => api.organizations_create({ body })))).toEqual([
          0, 409,
        ])
        const lists = await Promise.all(people.map(({ api }) => api.organizations_list({})))
        expect(lists.flat()).toMatchObject([{ name: body.name }])
      })

      it('organizations_update: refuses a name that is taken', async () => {
        const { admin, params, organization_name } = await world()
        const taken = (await world()).organization_name
        await expect(
          admin.api.organizations_update({ params, body: { name: taken } }),
        ).rejects.toMatchObject(refused(409, ['name']))
        expect(await admin.api.organizations_get({ params })).toMatchObject({
          name: organization_name,
        })
      })

      it('organizations_update: of two that take one name at once, one gets it', async () => {
        const worlds = [await world(), await world()]
        const body = { name: unique('race') }
        expect(
          await atOnce(
            worlds.map(({ admin, params }) => admin.api.organizations_update({ params, body })),
          ),
        ).toEqual([0, 409])
      })

      it('organizations_update: two cannot take each other’s name at once', async () => {
        for (let round = 0; round < 5; round++) {
          const [one, two] = [await world(), await world()]
          const take = ({ admin, params }: typeof one, { organization_name: name }: typeof one) =>
            admin.api.organizations_update({ params, body: { name } })
          expect(await atOnce([take(one, two), take(two, one)])).toEqual([409, 409])
        }
      })
    })

    describe('security', () => {
      it.each(organizationOperations)(
        '%s: an organization one is not a member of is as unknown as one that does not exist',
        async (id) => {
          const { admin, organization_name } = await world()
          const outsider = await person({ operator: true })
          const unknown = callsOn(outsider.api, unique('nothing'), admin.id)[id]
          const { message } = await unknown().catch((error) => error)
          await expect(
            callsOn(outsider.api, organization_name, admin.id)[id](),
          ).rejects.toMatchObject({ ...refused(404), message })
          expect(
            await admin.api.organization_users_list({ params: { organization_name } }),
          ).toMatchObject([{ id: admin.id, admin: true }])
        },
      )

      it.each(adminOperations)('%s: only admins may', async (id) => {
        const { admin, organization_name } = await world()
        const member = await joined(admin, organization_name, { admin: false })
        await expect(callsOn(member.api, organization_name, admin.id)[id]()).rejects.toMatchObject(
          refused(403),
        )
        await expect(callsOn(member.api, organization_name, member.id)[id]()).rejects.toMatchObject(
          refused(403),
        )
        expect(
          emails(await admin.api.organization_users_list({ params: { organization_name } })),
        ).toEqual([admin.email, member.email].toSorted())
      })

      it.each(organizationOperations.filter((id) => operations[id].access === 'member'))(
        '%s: every member may',
        async (id) => {
          const { admin, organization_name } = await world()
          const member = await joined(admin, organization_name, { admin: false })
          await callsOn(member.api, organization_name, member.id)[id]()
        },
      )

      it('organizations_update: being an operator makes no admin', async () => {
        const { admin, params } = await world()
        const operator = await person({ operator: true })
        await admin.api.organization_users_create({ params, body: { email: operator.email } })
        await expect(
          operator.api.organizations_update({ params, body: { name: unique('taken') } }),
        ).rejects.toMatchObject(refused(403))
      })

      it('takes names as text, whatever is in them', async () => {
        const { api } = await person()
        for (const organization_name of ["a' or '1'='1", 'a/b c+é%', '%2e%2e', '*', 'org-%'])
          await expect(
            api.organizations_get({ params: { organization_name } }),
          ).rejects.toMatchObject({ status: 404 })
      })
    })
  })

  describe('subscriptions', () => {
    async function operated(body: Partial<Input<'organizations_create'>['body']> = {}) {
      const operator = await person({ operator: true })
      const organization_name = await founded(operator, body)
      const params = { organization_name }
      return {
        organization_name,
        params,
        operator,
        update: (body: Input<'organizations_update'>['body']) =>
          operator.api.organizations_update({ params, body }),
      }
    }
    const premium = { subscription: 'premium', subscription_end_date: '2021-12-01' }

    describe('happy', () => {
      it('organizations_update: starts another plan today', async () => {
        const { update, organization_name } = await operated()
        expect(
          await update({
            subscription: 'premium',
            subscription_start_date: '2020-12-01',
            subscription_end_date: '2021-12-01',
          }),
        ).toMatchObject({ subscription: 'premium' })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'premium', start_date: '2020-12-01', end_date: '2021-12-01' },
        ])
      })

      it('organizations_update: keeps a future start and shows it from its day on', async () => {
        const { update, operator, params } = await operated()
        await update({
          subscription: 'professional',
          subscription_start_date: '2020-12-15',
          subscription_end_date: '2020-12-15',
        })
        const { organizations_get, organizations_usage_get } = operator.api
        clock = '2020-12-14T23:59:59.999Z'
        expect(await organizations_get({ params })).toMatchObject({ subscription: 'free' })
        clock = '2020-12-15T00:00:00.000Z'
        expect(await organizations_get({ params })).toMatchObject({ subscription: 'professional' })
        expect(await organizations_usage_get({ params })).toMatchObject({
          data_organization: [
            { start_date: '2020-12-15T00:00:00Z', end_date: '2021-01-15T00:00:00Z' },
          ],
        })
      })

      it('organizations_update: replaces what was to start on or after the new start', async () => {
        const { update, organization_name } = await operated()
        const plan = (subscription: string, subscription_start_date: string) =>
          update({ subscription, subscription_start_date, subscription_end_date: '2022-01-01' })
        await plan('starter', '2021-01-01')
        await plan('professional', '2021-03-01')
        await plan('premium', '2021-02-01')
        expect((await subscriptions(organization_name)).map(({ plan }) => plan)).toEqual([
          'free',
          'starter',
          'premium',
        ])
        expect(await plan('professional', '2020-06-01')).toMatchObject({
          subscription: 'professional',
        })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'professional', start_date: '2020-06-01', end_date: '2022-01-01' },
        ])
      })

      it('organizations_update: free starts today unless told otherwise, and never ends', async () => {
        const { update, organization_name } = await operated(premium)
        clock = '2020-12-09T00:00:00Z'
        expect(await update({ subscription: 'free' })).toMatchObject({ subscription: 'free' })
        await update({
          subscription: 'free',
          subscription_start_date: '2021-01-01',
          subscription_end_date: null,
        })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'premium', start_date: '2020-12-01', end_date: '2021-12-01' },
          { plan: 'free', start_date: '2020-12-09', end_date: null },
          { plan: 'free', start_date: '2021-01-01', end_date: null },
        ])
      })

      it('organizations_update: an end date alone sets the end of the current subscription', async () => {
        const { update, organization_name } = await operated(premium)
        await update({
          subscription: 'starter',
          subscription_start_date: '2021-06-01',
          subscription_end_date: '2022-06-01',
        })
        await update({ subscription_end_date: '2020-12-01' })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'premium', start_date: '2020-12-01', end_date: '2020-12-01' },
          { plan: 'starter', start_date: '2021-06-01', end_date: '2022-06-01' },
        ])
      })

      it('organizations_update: null removes the end of the current subscription', async () => {
        const { update, organization_name } = await operated(premium)
        expect(await update({ subscription_end_date: null })).toMatchObject({
          subscription: 'premium',
        })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'premium', start_date: '2020-12-01', end_date: null },
        ])
      })

      it('organizations_update: dates without a plan are for the current plan', async () => {
        const { update, organization_name } = await operated(premium)
        expect(
          await update({
            subscription_start_date: '2020-07-30',
            subscription_end_date: '2021-08-30',
          }),
        ).toMatchObject({ subscription: 'premium' })
        expect(await subscriptions(organization_name)).toEqual([
          { plan: 'premium', start_date: '2020-07-30', end_date: '2021-08-30' },
        ])
        const free = await operated()
        await free.update({ subscription_start_date: '2020-11-20' })
        expect(await subscriptions(free.organization_name)).toEqual([
          { plan: 'free', start_date: '2020-11-20', end_date: null },
        ])
      })

      it('organizations_update: renames in the same call', async () => {
        const { update } = await operated(premium)
        const name = unique('renamed')
        expect(await update({ name, subscription: 'free' })).toMatchObject({
          name,
          subscription: 'free',
        })
      })
    })

    describe('error', () => {
      const start = 'subscription_start_date'
      const end = 'subscription_end_date'
      it.each([
        [
          'an unknown plan',
          { subscription: 'gold', [start]: '2021-01-01', [end]: '2022-01-01' },
          'subscription',
        ],
        ['a plan without dates', { subscription: 'starter' }, start],
        ['a plan without a start', { subscription: 'starter', [end]: '2022-01-01' }, start],
        ['a plan without an end', { subscription: 'starter', [start]: '2021-01-01' }, end],
        [
          'a plan with null for its end',
          { subscription: 'starter', [start]: '2021-01-01', [end]: null },
          end,
        ],
        [
          'a start after the end',
          { subscription: 'starter', [start]: '2021-01-02', [end]: '2021-01-01' },
          end,
        ],
        [
          'an end before today',
          { subscription: 'starter', [start]: '2020-10-01', [end]: '2020-11-30' },
          end,
        ],
        ['free with an end', { subscription: 'free', [end]: '2021-01-01' }, end],
        ['a start alone', { [start]: '2021-01-01' }, end],
        ['an end in the past', { [end]: '2020-11-30' }, end],
        ['null as start', { [start]: null }, start],
        ['a date that is none', { [end]: 'tomorrow' }, end],
        ['a date as number', { [end]: 18109 }, end],
        ['a number as plan', { subscription: 5 }, 'subscription'],
      ])('organizations_update: refuses %s', async (_, body, field) => {
        const { update, operator, params, organization_name } = await operated(premium)
        const before = await subscriptions(organization_name)
        const attempt = { name: unique('unused'), ...body } as Input<'organizations_update'>['body']
        await expect(update(attempt)).rejects.toMatchObject(refused(400, [field]))
        expect(await operator.api.organizations_get({ params })).toMatchObject({
          name: organization_name,
          subscription: 'premium',
        })
        expect(await subscriptions(organization_name)).toEqual(before)
      })

      it('organizations_update: refuses an end for the free plan', async () => {
        const { update } = await operated()
        await expect(update({ [end]: '2021-06-01' })).rejects.toMatchObject(refused(400, [end]))
        await expect(update({ [start]: '2021-01-01', [end]: '2021-06-01' })).rejects.toMatchObject(
          refused(400, [end]),
        )
      })

      it('organizations_update: refuses an end before the start of a subscription yet to come', async () => {
        const { update } = await operated(premium)
        clock = '2020-11-20T00:00:00Z'
        await expect(update({ [end]: '2020-11-30' })).rejects.toMatchObject(refused(400, [end]))
      })

      it('organizations_update: with a name that is taken, keeps the subscription', async () => {
        const { update, organization_name } = await operated(premium)
        const name = (await world()).organization_name
        await expect(update({ name, subscription: 'free' })).rejects.toMatchObject(
          refused(409, ['name']),
        )
        expect(await subscriptions(organization_name)).toMatchObject([{ plan: 'premium' }])
      })
    })

    describe('security', () => {
      it.each([
        { subscription: 'free' },
        { subscription: 'gold' },
        { subscription_start_date: '2021-01-01' },
        { subscription_end_date: '2021-01-01' },
        { subscription_end_date: null },
      ])('organizations_update: refuses %j from anyone but the provider', async (body) => {
        const { admin, params, organization_name } = await world()
        await expect(
          admin.api.organizations_update({ params, body: { name: unique('unused'), ...body } }),
        ).rejects.toMatchObject({
          ...refused(403),
          message: expect.stringContaining('Only the provider'),
        })
        expect(await admin.api.organizations_get({ params })).toMatchObject({
          name: organization_name,
          subscription: 'free',
        })
      })
    })
  })

  describe('members', () => {
    describe('happy', () => {
      it('organization_users_create: adds a registered person as regular user or admin', async () => {
        const { admin, params } = await world()
        for (const rights of [{}, { admin: false }, { admin: true }]) {
          const { id, email, api } = await person()
          const user = await admin.api.organization_users_create({
            params,
            body: { email, ...rights },
          })
          expect(user).toStrictEqual({
            id,
            email,
            name: 'Ada',
            surname: 'Lovelace',
            status: 'active',
            admin: rights.admin ?? false,
          })
          expect(
            await admin.api.organization_users_get({ params: { ...params, user_id: id } }),
          ).toStrictEqual(user)
          expect(await api.organizations_list({})).toMatchObject([
            { name: params.organization_name },
          ])
        }
      })

      it('organization_users_create: an address nobody registered becomes a pending user', async () => {
        const { admin, params } = await world()
        const email = `${unique('New.Person')}@Example.com`
        const user = await admin.api.organization_users_create({
          params,
          body: { email, admin: true },
        })
        expect(user).toStrictEqual({
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          email,
          name: '',
          surname: '',
          status: 'pending',
          admin: true,
        })
        const other = await world()
        expect(
          await other.admin.api.organization_users_create({
            params: other.params,
            body: { email: email.toLowerCase() },
          }),
        ).toStrictEqual({ ...user, admin: false })
      })

      it('organization_users_create: finds a person whatever the case of the address', async () => {
        const { admin, params } = await world()
        const { id, email } = await person({ email: `${unique('Mixed.Case')}@Example.com` })
        expect(
          await admin.api.organization_users_create({
            params,
            body: { email: email.toUpperCase() },
          }),
        ).toMatchObject({ id, email, status: 'active' })
      })

      it('organization_users_list: lists members by address, to every member', async () => {
        const { admin, params, organization_name } = await world()
        const member = await joined(admin, organization_name, { admin: false })
        const invited = ['Zed', 'a-b', 'ab', 'B'].map((start) => `${unique(start)}@example.com`)
        for (const email of invited)
          await admin.api.organization_users_create({ params, body: { email } })
        const users = await member.api.organization_users_list({ params })
        const expected = [admin.email, member.email, ...invited]
        expect(emails(users)).toEqual(
          expected.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
        )
        expect(users.find(({ id }) => id === member.id)).toStrictEqual({
          id: member.id,
          email: member.email,
          name: 'Ada',
          surname: 'Lovelace',
          status: 'active',
          admin: false,
        })
      })

      it('organization_users_update: makes an admin, and a regular user again', async () => {
        const { admin, organization_name } = await world()
        const member = await joined(admin, organization_name, { admin: false })
        const params = { organization_name, user_id: member.id }
        const update = (body: { admin?: boolean }) =>
          admin.api.organization_users_update({ params, body })
        expect(await update({ admin: true })).toMatchObject({ id: member.id, admin: true })
        expect(await member.api.organization_users_get({ params })).toMatchObject({ admin: true })
        expect(await update({})).toMatchObject({ admin: true })
        expect(await update([] as object)).toMatchObject({ admin: true })
        expect(await update({ admin: false })).toMatchObject({ admin: false })
        expect(await update({ admin: false })).toMatchObject({ admin: false })
        await expect(member.api.organization_users_get({ params })).rejects.toMatchObject(
          refused(403),
        )
      })

      it('organization_users_update: an admin may step back while another stays', async () => {
        const { admin, organization_name } = await world()
        const second = await joined(admin, organization_name, { admin: true })
        expect(
          await admin.api.organization_users_update({
            params: { organization_name, user_id: admin.id },
            body: { admin: false },
          }),
        ).toMatchObject({ admin: false })
        expect(
          await second.api.organization_users_list({ params: { organization_name } }),
        ).toMatchObject([{ admin: false }, { admin: true }])
      })

      it('organization_users_delete: removes a member, who then sees nothing of the organization', async () => {
        const { admin, organization_name } = await world()
        const member = await joined(admin, organization_name, { admin: true })
        const params = { organization_name, user_id: member.id }
        expect(await admin.api.organization_users_delete({ params })).toBeUndefined()
        await expect(admin.api.organization_users_get({ params })).rejects.toMatchObject(
          refused(404),
        )
        await expect(member.api.organizations_get({ params })).rejects.toMatchObject(refused(404))
        expect(await member.api.organizations_list({})).toEqual([])
        await admin.api.organization_users_create({ params, body: { email: member.email } })
        expect(await admin.api.organization_users_get({ params })).toMatchObject({ admin: false })
      })

      it('organization_users_delete: an admin may leave while another stays', async () => {
        const { admin, organization_name } = await world()
        const second = await joined(admin, organization_name, { admin: true })
        const params = { organization_name, user_id: admin.id }
        await admin.api.organization_users_delete({ params })
        expect(emails(await second.api.organization_users_list({ params }))).toEqual([second.email])
      })

      it('organization_users_update and organization_users_delete: a pending admin may go', async () => {
        const { admin, params } = await world()
        for (const change of ['update', 'delete'] as const) {
          const { id: user_id } = await admin.api.organization_users_create({
            params,
            body: { email: `${unique('pending')}@example.com`, admin: true },
          })
          const at = { params: { ...params, user_id } }
          if (change === 'delete') await admin.api.organization_users_delete(at)
          else await admin.api.organization_users_update({ ...at, body: { admin: false } })
        }
        expect(
          (await admin.api.organization_users_list({ params })).filter((user) => user.admin),
        ).toMatchObject([{ id: admin.id }])
      })
    })

    describe('error', () => {
      it.each([
        'plain',
        '@example.com',
        'a@b',
        'a@b.',
        'a@.b',
        'a@@example.com',
        'a b@example.com',
        'a@example.com ',
        'a\u0000@example.com',
        `${'a'.repeat(250)}@example.com`,
        '',
        null,
        5,
      ])('organization_users_create: refuses the address %j', async (email) => {
        const { admin, params } = await world()
        await expect(
          admin.api.organization_users_create({ params, body: { email: email as string } }),
        ).rejects.toMatchObject(refused(400, ['email']))
      })

      it.each(['true', 1, null])(
        'organization_users_create: refuses %j for admin',
        async (value) => {
          const { admin, params } = await world()
          const rights = { admin: value as unknown as boolean }
          await expect(
            admin.api.organization_users_create({ params, body: { email: 'a@b.nl', ...rights } }),
          ).rejects.toMatchObject(refused(400, ['admin']))
          await expect(
            admin.api.organization_users_update({
              params: { ...params, user_id: admin.id },
              body: rights,
            }),
          ).rejects.toMatchObject(refused(400, ['admin']))
        },
      )

      it('organization_users_create: refuses who is a member already, and changes nothing', async () => {
        const { admin, params } = await world()
        await expect(
          admin.api.organization_users_create({
            params,
            body: { email: admin.email.toUpperCase(), admin: false },
          }),
        ).rejects.toMatchObject(refused(409, ['email']))
        expect(await admin.api.organization_users_list({ params })).toMatchObject([{ admin: true }])
      })

      it('organization_users_create: the same address twice at once is added once', async () => {
        const { admin, params } = await world()
        const email = `${unique('race')}@example.com`
        const add = (email: string) =>
          admin.api.organization_users_create({ params, body: { email } })
        expect(await atOnce([add(email), add(email.toUpperCase())])).toEqual([0, 409])
        expect(await admin.api.organization_users_list({ params })).toHaveLength(2)
      })

      it('organization_users_create: a new address in two organizations at once is one person', async () => {
        const worlds = [await world(), await world(), await world()]
        const email = `${unique('race')}@example.com`
        const users = await Promise.all(
          worlds.map(({ admin, params }) =>
            admin.api.organization_users_create({ params, body: { email } }),
          ),
        )
        expect(new Set(users.map(({ id }) => id)).size).toBe(1)
      })

      it.each(['a stranger', 'nobody', 'a/b c+é%'])(
        'organization_users_get, _update and _delete: %s is 404',
        async (who) => {
          const { admin, params, organization_name } = await world()
          const other = await world()
          const ids = { 'a stranger': other.admin.id, nobody: randomUUID() }
          const user_id = ids[who as keyof typeof ids] ?? who
          const calls = callsOn(admin.api, organization_name, user_id)
          await expect(calls.organization_users_get()).rejects.toMatchObject(refused(404))
          await expect(calls.organization_users_update()).rejects.toMatchObject(refused(404))
          await expect(calls.organization_users_delete()).rejects.toMatchObject(refused(404))
          await expect(
            admin.api.organization_users_update({ params: { ...params, user_id }, body: {} }),
          ).rejects.toMatchObject(refused(404))
          expect(
            await other.admin.api.organization_users_list({ params: other.params }),
          ).toMatchObject([{ id: other.admin.id, admin: true }])
        },
      )

      it('organization_users_delete: of two at once, one removes', async () => {
        const { admin, organization_name } = await world()
        const { id: user_id } = await joined(admin, organization_name, { admin: false })
        const remove = () =>
          admin.api.organization_users_delete({ params: { organization_name, user_id } })
        expect(await atOnce([remove(), remove()])).toEqual([0, 404])
      })
    })

    describe('security', () => {
      const demote = (by: Person, organization_name: string, user_id: string) =>
        by.api.organization_users_update({
          params: { organization_name, user_id },
          body: { admin: false },
        })
      const remove = (by: Person, organization_name: string, user_id: string) =>
        by.api.organization_users_delete({ params: { organization_name, user_id } })
      const admins = async (organization_name: string) => {
        const rows = await database.db
          .selectFrom('memberships')
          .select('user_id')
          .where('organization_id', '=', await organizationId(organization_name))
          .where('admin', '=', 1)
          .execute()
        return rows.map(({ user_id }) => user_id)
      }

      it.each([
        ['organization_users_update', demote],
        ['organization_users_delete', remove],
      ])('%s: the last admin stays', async (_, change) => {
        const { admin, organization_name } = await world()
        await joined(admin, organization_name, { admin: false })
        await expect(change(admin, organization_name, admin.id)).rejects.toMatchObject(refused(409))
        expect(await admins(organization_name)).toEqual([admin.id])
      })

      it.each([
        ['organization_users_update', demote],
        ['organization_users_delete', remove],
      ])('%s: an invited admin does not count', async (_, change) => {
        const { admin, organization_name, params } = await world()
        const body = { email: `${unique('pending')}@example.com`, admin: true }
        await admin.api.organization_users_create({ params, body })
        await expect(change(admin, organization_name, admin.id)).rejects.toMatchObject(refused(409))
        expect(await admins(organization_name)).toContain(admin.id)
      })

      it.each([
        ['demote', demote],
        ['remove', remove],
      ])('two admins who %s each other at once leave one', async (_, change) => {
        for (let round = 0; round < 5; round++) {
          const { admin, organization_name } = await world()
          const second = await joined(admin, organization_name, { admin: true })
          const statuses = await atOnce([
            change(admin, organization_name, second.id),
            change(second, organization_name, admin.id),
          ])
          // The slower one is no admin any more, or no member.
          expect(statuses).toEqual([0, change === demote ? 403 : 404])
          expect(await admins(organization_name)).toHaveLength(1)
        }
      })

      it.each([
        ['step back', demote],
        ['leave', remove],
      ])('ten admins who %s at once leave one', async (_, change) => {
        const { admin, organization_name } = await world()
        const all = [admin]
        while (all.length < 10) all.push(await joined(admin, organization_name, { admin: true }))
        const statuses = await atOnce(all.map((one) => change(one, organization_name, one.id)))
        expect(statuses).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 409])
        expect(await admins(organization_name)).toHaveLength(1)
      })
    })
  })

  describe('resources and usage', () => {
    const usage = (
      { admin, params }: Awaited<ReturnType<typeof world>>,
      query: Record<string, string> = {},
    ) =>
      admin.api.organizations_usage_get({ params, query }) as Promise<
        Exclude<Awaited<ReturnType<Api['organizations_usage_get']>>, unknown[]>
      >
    const spans = (points: { start_date: string; end_date: string }[]) =>
      points.map(({ start_date, end_date }) => [start_date.slice(0, 10), end_date.slice(0, 10)])
    const values = (points: { value: number }[]) => points.map(({ value }) => value)

    describe('happy', () => {
      it('organizations_resource_usage: counts projects that exist, and users', async () => {
        const { admin, params, organization_name } = await world()
        await joined(admin, organization_name, { admin: false })
        await admin.api.organization_users_create({
          params,
          body: { email: `${unique('pending')}@example.com` },
        })
        await project(organization_name, 'one')
        await project(organization_name, 'ends tomorrow', {}, '2020-12-02')
        await project(organization_name, 'ended today', {}, '2020-12-01')
        await project(organization_name, 'ended', {}, '2020-01-01')
        expect(await admin.api.organizations_resource_usage({ params })).toStrictEqual({
          projects: 2,
          users: 3,
          deployments: 0,
          deployment_versions: 0,
          pipelines: 0,
          pipeline_versions: 0,
          buckets: 0,
          environments: 0,
        })
      })

      it('organizations_usage_get: 600 of the organization are 200 + 300 of projects + 100 of deleted ones', async () => {
        const here = await world()
        const first = await project(here.organization_name, 'project-1', {
          '2019-07-31': 7,
          '2019-08-01': 150_000_000,
          '2019-08-31': 50_000_000,
          '2019-09-01': 7,
        })
        const second = await project(here.organization_name, 'project-2', {
          '2019-08-15': 300_000_000,
        })
        await project(here.organization_name, 'a', { '2019-08-02': 40_000_000 }, '2019-08-20')
        await project(here.organization_name, 'b', { '2019-08-03': 60_000_000 }, '2020-11-30')
        const other = await world()
        await project(other.organization_name, 'project-1', { '2019-08-01': 5_000_000 })

        const point = (value: number) => [
          { start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z', value },
        ]
        expect(
          await usage(here, { start_date: '2019-08-01', end_date: '2019-09-01' }),
        ).toStrictEqual({
          interval: 'month',
          data_organization: point(600),
          data_projects: [
            { project_id: first, project_name: 'project-1', data: point(200) },
            { project_id: second, project_name: 'project-2', data: point(300) },
          ],
          data_deleted_projects: point(100),
        })
      })

      it('organizations_usage_get: without dates, the current period of the subscription', async () => {
        clock = '2020-11-20T08:00:00Z'
        const here = await world()
        await project(here.organization_name, 'p', {
          '2020-11-19': 1_000_000,
          '2020-11-20': 2_000_000,
          '2020-12-19': 4_000_000,
          '2020-12-20': 8_000_000,
        })
        clock = '2020-12-01T08:00:00Z'
        const month = await usage(here)
        expect(month.interval).toBe('month')
        expect(spans(month.data_organization)).toEqual([['2020-11-20', '2020-12-20']])
        expect(values(month.data_organization)).toEqual([6])
        clock = '2020-12-19T23:59:59Z'
        expect(spans((await usage(here)).data_organization)).toEqual([['2020-11-20', '2020-12-20']])
        clock = '2020-12-20T00:00:00Z'
        expect(spans((await usage(here)).data_organization)).toEqual([['2020-12-20', '2021-01-20']])

        clock = '2020-12-01T08:00:00Z'
        const days = await usage(here, { interval: 'day' })
        expect(days.interval).toBe('day')
        expect(days.data_organization).toHaveLength(30)
        expect(days.data_organization.at(0)).toEqual({
          start_date: '2020-11-20T00:00:00Z',
          end_date: '2020-11-21T00:00:00Z',
          value: 2,
        })
        expect(days.data_organization.at(-1)).toEqual({
          start_date: '2020-12-19T00:00:00Z',
          end_date: '2020-12-20T00:00:00Z',
          value: 4,
        })
      })

      it('organizations_usage_get: the grid forgets neither the 31st nor the end of the subscription', async () => {
        clock = '2021-01-31T08:00:00Z'
        const admin = await person()
        const organization_name = await founded(admin, {
          subscription: 'starter',
          subscription_end_date: '2021-02-05',
        })
        const here = { admin, organization_name, params: { organization_name } }
        for (const [at, span] of [
          ['2021-02-27', ['2021-01-31', '2021-02-28']],
          ['2021-02-28', ['2021-02-28', '2021-03-31']],
          ['2021-03-30', ['2021-02-28', '2021-03-31']],
          ['2021-03-31', ['2021-03-31', '2021-04-30']],
          ['2024-02-29', ['2024-02-29', '2024-03-31']],
        ] as const) {
          clock = `${at}T12:00:00Z`
          expect(spans((await usage(here)).data_organization)).toEqual([span])
        }
      })

      it('organizations_usage_get: before the subscription starts, its first period', async () => {
        const here = await world()
        clock = '2020-10-10T00:00:00Z'
        expect(spans((await usage(here)).data_organization)).toEqual([['2020-12-01', '2021-01-01']])
      })

      it('organizations_usage_get: exactly the period asked for, by months from its start', async () => {
        const here = await world()
        const of = async (start_date: string, end_date: string) =>
          spans((await usage(here, { start_date, end_date })).data_organization)
        expect(await of('2020-11-12', '2020-12-12')).toEqual([['2020-11-12', '2020-12-12']])
        expect(await of('2020-01-31', '2020-05-10')).toEqual([
          ['2020-01-31', '2020-02-29'],
          ['2020-02-29', '2020-03-31'],
          ['2020-03-31', '2020-04-30'],
          ['2020-04-30', '2020-05-10'],
        ])
        expect(await of('2019-08-01', '2020-08-01')).toHaveLength(12)
        expect(await of('2020-05-10', '2020-05-11')).toEqual([['2020-05-10', '2020-05-11']])
      })

      it('organizations_usage_get: each day falls into the bucket that holds it', async () => {
        const here = await world()
        await project(here.organization_name, 'p', {
          '2020-02-28': 1_000_000,
          '2020-02-29': 2_000_000,
          '2020-03-30': 4_000_000,
          '2020-03-31': 8_000_000,
          '2020-04-01': 16_000_000,
          '2020-04-02': 32_000_000,
        })
        const query = { start_date: '2020-01-31', end_date: '2020-04-02' }
        const months = await usage(here, query)
        expect(values(months.data_organization)).toEqual([1, 6, 24])
        expect(values(months.data_projects[0]?.data ?? [])).toEqual([1, 6, 24])
        const days = await usage(here, { ...query, interval: 'day' })
        expect(days.data_organization).toHaveLength(62)
        expect(
          days.data_organization
            .filter(({ value }) => value > 0)
            .map(({ start_date, value }) => [start_date, value]),
        ).toEqual([
          ['2020-02-28T00:00:00Z', 1],
          ['2020-02-29T00:00:00Z', 2],
          ['2020-03-30T00:00:00Z', 4],
          ['2020-03-31T00:00:00Z', 8],
          ['2020-04-01T00:00:00Z', 16],
        ])
      })

      it.each(['day', 'month'])(
        'organizations_usage_get: every series holds every %s, future ones and empty ones too',
        async (interval) => {
          const here = await world()
          await project(here.organization_name, 'zeta')
          await project(here.organization_name, 'Alpha', { '2020-11-30': 1_000_000 })
          await project(here.organization_name, 'alpha-2', {}, '2020-12-02')
          await project(here.organization_name, 'gone', { '2020-11-30': 1_000_000 }, '2020-12-01')
          const answer = await usage(here, {
            start_date: '2020-11-01',
            end_date: '2021-02-01',
            interval,
          })
          const expected = spans(answer.data_organization)
          expect(expected).toHaveLength(interval === 'day' ? 92 : 3)
          for (const [index, [start]] of expected.entries())
            expect(start).toBe(index === 0 ? '2020-11-01' : expected[index - 1]?.[1])
          expect(answer.data_projects.map(({ project_name }) => project_name)).toEqual([
            'Alpha',
            'alpha-2',
            'zeta',
          ])
          for (const { data } of answer.data_projects) expect(spans(data)).toEqual(expected)
          expect(spans(answer.data_deleted_projects)).toEqual(expected)
          expect(values(answer.data_projects[2]?.data ?? [])).toEqual(expected.map(() => 0))
        },
      )

      it('organizations_usage_get: an organization without projects has zeros', async () => {
        const here = await world()
        const zero = {
          start_date: '2020-12-01T00:00:00Z',
          end_date: '2021-01-01T00:00:00Z',
          value: 0,
        }
        expect(await usage(here)).toStrictEqual({
          interval: 'month',
          data_organization: [zero],
          data_projects: [],
          data_deleted_projects: [zero],
        })
      })

      it('organizations_usage_get: a project counts as deleted from its day on, in every range', async () => {
        const here = await world()
        await project(here.organization_name, 'p', { '2020-11-01': 3_000_000 }, '2020-12-05')
        const query = { start_date: '2020-11-01', end_date: '2020-12-01' }
        clock = '2020-12-04T23:59:59Z'
        const before = await usage(here, query)
        expect(before.data_projects).toHaveLength(1)
        expect(values(before.data_deleted_projects)).toEqual([0])
        clock = '2020-12-05T00:00:00Z'
        const after = await usage(here, query)
        expect(after.data_projects).toEqual([])
        expect(values(after.data_deleted_projects)).toEqual([3])
        expect(values(after.data_organization)).toEqual([3])
      })

      it('organizations_usage_get: sums are exact, also above what a number can hold', async () => {
        const here = await world()
        await project(here.organization_name, 'tenth', { '2020-11-01': 100_000, '2020-11-02': 1 })
        await project(here.organization_name, 'fifth', { '2020-11-01': 200_000 })
        for (const name of ['big-1', 'big-2'])
          await project(here.organization_name, name, {
            '2020-11-03': 2n ** 53n + 1n,
            '2020-11-04': 2n ** 53n + 1n,
          })
        const query = { start_date: '2020-11-01', end_date: '2020-11-05' }
        const big = Number(2n ** 53n + 1n) / 1e6
        const twice = Number(2n ** 54n + 2n) / 1e6
        const days = await usage(here, { ...query, interval: 'day' })
        expect(values(days.data_organization)).toEqual([0.3, 0.000001, twice, twice])
        expect(values(days.data_projects[0]?.data ?? [])).toEqual([0, 0, big, big])
        const month = await usage(here, query)
        expect(values(month.data_organization)).toEqual([
          Number(4n * (2n ** 53n + 1n) + 300_001n) / 1e6,
        ])
        expect(values(month.data_projects[0]?.data ?? [])).toEqual([twice])
      })

      it.each(['day', 'month'])(
        'organizations_usage_get: by %s, keeps apart two organizations that use one project id',
        async (interval) => {
          const [here, there] = [await world(), await world()]
          const usageOf = (value: number) => ({ '2020-12-05': value })
          const id = await project(here.organization_name, 'p', usageOf(1_000_000))
          await project(there.organization_name, 'p', usageOf(2_000_000), null, id)
          for (const [of, credits] of [
            [here, 1],
            [there, 2],
          ] as const) {
            const { data_organization, data_projects } = await usage(of, { interval })
            expect(data_organization.reduce((sum, { value }) => sum + value, 0)).toBe(credits)
            expect(data_projects).toHaveLength(1)
          }
        },
      )

      it('organizations_usage_get: reads days and date-times, whose UTC day counts', async () => {
        const here = await world()
        for (const start_date of [
          '2019-08-01',
          '2019-08-01T00:00:00Z',
          '2019-08-01T23:59:59.999999',
          '2019-08-01 02:03:00+02:00',
          '2019-07-31T23:30:00-01:00',
          '2019-08-01 02:03',
        ]) {
          const answer = await usage(here, { start_date, end_date: '2019-09-01' })
          expect(spans(answer.data_organization)).toEqual([['2019-08-01', '2019-09-01']])
        }
      })

      it('organizations_usage_get: up to 3,700 parts', async () => {
        const here = await world()
        const query = { start_date: '2010-01-01', end_date: '2020-02-18' }
        const days = await usage(here, { ...query, interval: 'day' })
        expect(days.data_organization).toHaveLength(3700)
        expect(days.data_organization.at(-1)).toMatchObject({ end_date: '2020-02-18T00:00:00Z' })
        expect((await usage(here, query)).data_organization).toHaveLength(122)
        const centuries = { start_date: '1800-01-01', end_date: '2108-05-01' }
        expect((await usage(here, centuries)).data_organization).toHaveLength(3700)
      })
    })

    describe('error', () => {
      it.each([
        ['a start alone', { start_date: '2020-01-01' }, ['end_date']],
        ['an end alone', { end_date: '2020-01-01' }, ['start_date']],
        ['an empty range', { start_date: '2020-01-01', end_date: '2020-01-01' }, ['end_date']],
        [
          'an end before the start',
          { start_date: '2020-01-02', end_date: '2020-01-01' },
          ['end_date'],
        ],
        ['a day number', { start_date: '18109', end_date: '2020-01-01' }, ['start_date']],
        ['a month', { start_date: '2019-08', end_date: '2020-01-01' }, ['start_date']],
        ['30 February', { start_date: '2019-02-30', end_date: '2020-01-01' }, ['start_date']],
        ['an empty date', { start_date: '', end_date: '2020-01-01' }, ['start_date']],
        ['weeks', { interval: 'week' }, ['interval']],
        ['3,701 days', { start_date: '2010-01-01', end_date: '2020-02-19', interval: 'day' }, []],
        ['3,701 months', { start_date: '1800-01-01', end_date: '2108-05-02' }, []],
        ['all of time', { start_date: '0000-01-01', end_date: '9999-12-31', interval: 'day' }, []],
      ])('organizations_usage_get: refuses %s', async (_, query, fields) => {
        const here = await world()
        await expect(usage(here, query)).rejects.toMatchObject(refused(400, fields))
      })
    })
  })
})

describe.each([overHttp, throughASecondServer])('the transport $name', ({ name, connect }) => {
  let address: string
  beforeAll(async () => {
    clock = '2020-12-01T10:11:12.345Z'
    const [first] = testDatabases()
    if (!first) throw new Error('SQLite is always at hand.')
    database = await first.open()
    const opened = await connect(database.db, now)
    address = opened.address
    connection = opened
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })

  interface Answer {
    status: number
    headers: IncomingHttpHeaders
    text: string
    json: unknown
  }

  /** A request as it is written (`fetch` would tidy its address), with the token unless told otherwise. */
  function request(
    token: string | undefined,
    method: string,
    path: string,
    options: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const { hostname, port } = new URL(address)
    const headers = {
      ...(token !== undefined && { authorization: `Token ${token}` }),
      ...(options.body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    }
    httpRequest({ hostname, port, method, path, headers }, async (response) => {
      const text = (await response.toArray()).join('')
      const { statusCode: status = 0, headers } = response
      resolve({ status, headers, text, json: text === '' ? undefined : JSON.parse(text) })
    })
      .once('error', reject)
      .end(options.body)
    return promise
  }

  function expectError(answer: Answer, status: number | number[]) {
    expect([status].flat()).toContain(answer.status)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.json).toMatchObject({ error: expect.stringMatching(/\.$/) })
  }

  function expectRefusal(answer: Answer, status: number | number[]) {
    expectError(answer, status)
    expectLimits(answer)
  }

  function expectLimits({ headers }: Answer) {
    for (const name of ['limit', 'remaining', 'reset'])
      expect(headers[`x-ratelimit-${name}`]).toMatch(/^\d+$/)
  }

  describe('happy', () => {
    it('takes "Token t", "Bearer t" and a bare "t"', async () => {
      const { token, email } = await person()
      for (const authorization of [`Token ${token}`, `Bearer ${token}`, `bearer ${token}`, token]) {
        const answer = await request(undefined, 'GET', '/v2.1/user', { headers: { authorization } })
        expect(answer.status).toBe(200)
        expect(answer.json).toMatchObject({ email })
        expectLimits(answer)
      }
    })

    it('answers with the statuses of the documents, under /v2.1 and /v2', async () => {
      const { token, email } = await person()
      for (const version of ['/v2.1', '/v2']) {
        const name = unique('org')
        const organization = `${version}/organizations/${name}`
        const created = await request(token, 'POST', `${version}/organizations`, {
          body: JSON.stringify({ name, subscription: 'free' }),
        })
        expect(created.status).toBe(201)
        const added = await request(token, 'POST', `${organization}/users`, {
          body: JSON.stringify({ email: `${unique('new')}@example.com` }),
        })
        expect(added.status).toBe(201)
        const { id } = JSON.parse(added.text)
        const changed = await request(token, 'PATCH', `${organization}/users/${id}`, {
          body: '{"admin":true}',
        })
        expect(changed.status).toBe(200)
        const removed = await request(token, 'DELETE', `${organization}/users/${id}`)
        expect([removed.status, removed.text]).toEqual([204, ''])
        const members = await request(token, 'GET', `${organization}/users`)
        expect([members.status, members.json]).toMatchObject([200, [{ email }]])
        expect((await request(token, 'PATCH', organization, { body: '{}' })).status).toBe(200)
        for (const answer of [created, added, changed, removed, members]) expectLimits(answer)
      }
    })

    it('answers /status without a token', async () => {
      for (const version of ['/v2.1', '/v2']) {
        const answer = await request(undefined, 'GET', `${version}/status`)
        expect([answer.status, answer.json]).toEqual([200, { status: 'ok' }])
        expectLimits(answer)
      }
    })

    it('takes an empty body that calls itself JSON, as the Python client sends it', async () => {
      const { admin, organization_name } = await world()
      const member = await joined(admin, organization_name, { admin: false })
      const headers = { 'content-type': 'application/json', accept: '*/*' }
      const path = `/v2.1/organizations/${organization_name}`
      expect((await request(admin.token, 'GET', path, { headers })).status).toBe(200)
      const answer = await request(admin.token, 'DELETE', `${path}/users/${member.id}`, { headers })
      expect([answer.status, answer.text]).toEqual([204, ''])
    })

    it('reads [] as an empty object, as the R client sends it', async () => {
      const { admin, organization_name } = await world()
      const answer = await request(
        admin.token,
        'PATCH',
        `/v2.1/organizations/${organization_name}`,
        { body: '[]' },
      )
      expect([answer.status, answer.json]).toMatchObject([200, { name: organization_name }])
    })

    it('reads dates however the clients write them', async () => {
      const { admin, organization_name } = await world()
      for (const start of [
        '2019-08-01',
        '2019-08-01T00%3A00%3A00Z',
        '2019-08-01T02%3A03%3A00%2B02%3A00',
        '2019-08-01+02%3A03%3A00',
        '2019-08-01%2002%3A03%3A00',
      ]) {
        const answer = await request(
          admin.token,
          'GET',
          `/v2.1/organizations/${organization_name}/usage?start_date=${start}&end_date=2019-09-01&interval=month&unknown=1`,
        )
        expect([answer.status, answer.json]).toMatchObject([
          200,
          { data_organization: [{ start_date: '2019-08-01T00:00:00Z' }] },
        ])
      }
    })
  })

  describe('error', () => {
    it('refuses a day number, which is what R makes of a Date', async () => {
      const { admin, organization_name } = await world()
      const answer = await request(
        admin.token,
        'GET',
        `/v2.1/organizations/${organization_name}/usage?start_date=18109&end_date=18140&interval=month`,
      )
      expectRefusal(answer, 400)
      expect(answer.json).toEqual({
        error: expect.stringContaining('YYYY-MM-DD'),
        fields: {
          start_date: expect.stringContaining('YYYY-MM-DD'),
          end_date: expect.stringContaining('YYYY-MM-DD'),
        },
      })
    })

    it('refuses a parameter that is given twice', async () => {
      const { admin, organization_name } = await world()
      expectRefusal(
        await request(
          admin.token,
          'GET',
          `/v2.1/organizations/${organization_name}/usage?interval=day&interval=month`,
        ),
        400,
      )
    })

    it.each(['{', '"text"', '5', 'null', '[1]', '{"name":"a"}{', '{"__proto__":{"admin":true}}'])(
      'refuses the body %s',
      async (body) => {
        const { token } = await person()
        expectRefusal(await request(token, 'POST', '/v2.1/organizations', { body }), 400)
      },
    )

    it('refuses a body that is missing', async () => {
      const { token } = await person()
      expectRefusal(await request(token, 'POST', '/v2.1/organizations'), 400)
    })

    it('refuses 2 MB', async () => {
      const { token } = await person()
      const body = JSON.stringify({ name: 'a'.repeat(2 * 1024 * 1024), subscription: 'free' })
      expectRefusal(await request(token, 'POST', '/v2.1/organizations', { body }), 413)
    })

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
      'refuses %s',
      async (type) => {
        const { token } = await person()
        const options = { body: '{}', headers: { 'content-type': type } }
        expectRefusal(await request(token, 'POST', '/v2.1/organizations', options), [400, 415])
      },
    )

    it.each([
      ['GET', '/v2.1/'],
      ['GET', '/v2.1/nothing'],
      ['GET', '/v2.1/organizations/'],
      ['GET', '/v2.1/organizations/a/b'],
      ['PUT', '/v2.1/organizations'],
      ['DELETE', '/v2.1/organizations/a'],
      ['POST', '/v2.1/organizations/a/users/b'],
      ['GET', '/v2.1/projects'],
    ])('answers %s %s with 4xx', async (method, path) => {
      const { token } = await person()
      expectRefusal(await request(token, method, path), [400, 404, 405])
    })

    it.each(['a%00b', 'a%0Ab', 'a%7F', '.', '..', '%2E%2E', '.%2e'])(
      'refuses the parameter %s',
      async (name) => {
        const { token } = await person()
        for (const path of ['', '/users', `/users/${name}`, '/usage'])
          expectRefusal(await request(token, 'GET', `/v2.1/organizations/${name}${path}`), 400)
      },
    )

    it.each([
      ['a stray %', '%', [400]],
      ['no hexadecimal', '%ZZ', [400]],
      ['no UTF-8', '%C3%28', [400]],
      ['no end', 'a'.repeat(5000), [404, 414]],
    ])('refuses a parameter with %s', async (_, name, statuses) => {
      const { token } = await person()
      // These reach no route, so nothing counts them against a limit.
      for (const path of ['', '/users', `/users/${name}`, '/usage'])
        expectError(await request(token, 'GET', `/v2.1/organizations/${name}${path}`), statuses)
    })

    it('refuses a NUL in a body', async () => {
      const { admin, organization_name } = await world()
      const path = `/v2.1/organizations/${organization_name}`
      const body = '{"email":"a\\u0000b@example.com"}'
      expectRefusal(await request(admin.token, 'POST', `${path}/users`, { body }), 400)
      const name = '{"name":"a\\u0000b"}'
      expectRefusal(await request(admin.token, 'PATCH', path, { body: name }), 400)
    })

    it('sends the sentence of each field beside the error', async () => {
      const { token } = await person()
      const answer = await request(token, 'POST', '/v2.1/organizations', { body: '{}' })
      expectRefusal(answer, 400)
      expect(answer.json).toEqual({
        error: JSON.parse(answer.text).fields.name,
        fields: { name: expect.any(String), subscription: expect.any(String) },
      })
    })
  })

  describe('security', () => {
    it.each([
      undefined,
      '',
      'unknown',
      'Token',
      'Token ',
      'Token unknown',
      'Token Token unknown',
      'Bearer unknown',
      'Basic dTpw',
      'Token a b',
      'Token \u00e9',
    ])('answers the authorization %j with 401', async (authorization) => {
      await world()
      const headers = authorization === undefined ? {} : { authorization }
      expectRefusal(await request(undefined, 'GET', '/v2.1/organizations', { headers }), 401)
    })

    // A gateway learns from the other API whose a token is, and sends it nothing that is not well-formed.
    const strangers = name === overHttp.name ? [undefined, 'unknown'] : [undefined]
    it.each(operationIds.filter((id) => operations[id].access !== 'public'))(
      '%s: answers a stranger with 401, whatever they send',
      async (id) => {
        const { method, path } = operations[id]
        const body = 'body' in operations[id] ? { body: '{"name":1,"email":2,"admin":3}' } : {}
        for (const token of strangers)
          for (const name of ['a', '..'])
            expectRefusal(
              await request(
                token,
                method,
                `/v2.1${path.replaceAll(/:\w+/g, name)}?interval=year&start_date=x`,
                body,
              ),
              401,
            )
      },
    )

    it('does not split an address at %2F', async () => {
      const { admin, organization_name } = await world()
      const path = `/v2.1/organizations/${organization_name}%2Fusers`
      expectRefusal(await request(admin.token, 'GET', path), 404)
    })

    it('never leads to another address', async () => {
      const { token } = await person()
      for (const name of [
        '..%2Fuser',
        '%2E%2E%2Fuser',
        '%2E%2E%2Fuser%3F',
        '..%5Cuser',
        '%252E%252E',
      ])
        expectRefusal(await request(token, 'GET', `/v2.1/organizations/${name}`), 404)
    })
  })
})

describe('the rate limit', () => {
  it('answers 429 with the seconds to wait, and every answer tells what is left', async () => {
    const [first] = testDatabases()
    if (!first) throw new Error('SQLite is always at hand.')
    database = await first.open()
    onTestFinished(() => database.close())
    const app = await listening({ kind: 'embedded', db: database.db, sample: false }, 2)
    onTestFinished(() => app.close())
    const get = () => fetch(`${addressOf(app)}/v2.1/organizations`)
    expect((await get()).headers.get('x-ratelimit-remaining')).toBe('1')
    expect((await get()).status).toBe(401)
    const answer = await get()
    expect(answer.status).toBe(429)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/^Too many requests.*\.$/) })
    expect(Number(answer.headers.get('x-ratelimit-reset'))).toBeGreaterThan(0)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.headers.get('x-ratelimit-limit')).toBe('2')
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('0')
  })
})
