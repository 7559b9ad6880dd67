import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { nameRules } from '#contract/resources.ts'
import { testDatabases, type TestDatabase } from '../testing/databases.ts'
import { ensureActiveUser } from './accounts.ts'
import { ensureSample, makeSample, removeSample, SAMPLE_ADMIN } from './sample.ts'
import type { Db } from './schema.ts'

const until = '2026-05-31'
const DAY = 24 * 60 * 60 * 1000
const small = { organizations: 3, members: 4, projects: 3, days: 40, until }

/** Every row of the sample, in a fixed order. */
async function everything(db: Db) {
  return {
    organizations: await db.selectFrom('organizations').selectAll().orderBy('id').execute(),
    subscriptions: await db
      .selectFrom('subscriptions')
      .selectAll()
      .orderBy('organization_id')
      .execute(),
    people: await db
      .selectFrom('users')
      .selectAll()
      .where('email_key', '!=', SAMPLE_ADMIN)
      .orderBy('id')
      .execute(),
    projects: await db.selectFrom('projects').selectAll().orderBy('id').execute(),
    days: (
      await db.selectFrom('usage_days').selectAll().orderBy('project_id').orderBy('date').execute()
    ).map((day) => ({ ...day, micro_credits: Number(day.micro_credits) })),
  }
}

const memberships = (db: Db) =>
  db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'user_id')
    .innerJoin('organizations', 'organizations.id', 'organization_id')
    .select([
      'organizations.name as organization',
      'email',
      'users.name as name',
      'status',
      'admin',
    ])
    .execute()

const count = async (
  db: Db,
  table: 'organizations' | 'users' | 'memberships' | 'projects' | 'usage_days',
) =>
  Number(
    (
      await db
        .selectFrom(table)
        .select(({ fn }) => fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  )

const realOrganization = (db: Db, name: string) =>
  db
    .insertInto('organizations')
    .values({ id: `real-${name}`, name, creation_date: '2026-01-01T00:00:00.000000Z', sample: 0 })
    .execute()

describe.each(testDatabases())('the sample in $kind', ({ open }) => {
  let database: TestDatabase
  let db: Db
  const empty = async () => {
    await db.deleteFrom('organizations').execute()
    await db.deleteFrom('users').execute()
    await db.deleteFrom('settings').execute()
  }
  beforeAll(async () => {
    database = await open()
    db = database.db
    return () => database.close()
  })

  describe('by default', () => {
    beforeAll(async () => {
      await makeSample(db, { until })
      return empty
    })

    it('has a handful of organizations on different plans that have not ended', async () => {
      const organizations = await db
        .selectFrom('organizations')
        .innerJoin('subscriptions', 'subscriptions.organization_id', 'id')
        .select(['name', 'plan', 'creation_date', 'start_date', 'end_date', 'sample'])
        .execute()
      expect(organizations).toHaveLength(6)
      expect(new Set(organizations.map(({ plan }) => plan))).toEqual(
        new Set(['free', 'starter', 'professional', 'premium']),
      )
      for (const organization of organizations) {
        expect(nameRules.every((rule) => rule.holds(organization.name))).toBe(true)
        expect(organization.sample).toBe(1)
        expect(organization.creation_date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00\.000000Z$/)
        expect(organization.start_date).toBe(organization.creation_date.slice(0, 10))
        if (organization.plan === 'free') expect(organization.end_date).toBeNull()
        else expect(Date.parse(organization.end_date ?? '')).toBeGreaterThan(Date.parse(until))
      }
    })

    it('shows the administrator every role, and never leaves an organization without an admin', async () => {
      const members = await memberships(db)
      const organizations = Map.groupBy(members, ({ organization }) => organization)
      for (const people of organizations.values())
        expect(people.some(({ admin, status }) => admin === 1 && status === 'active')).toBe(true)
      const roles = members.filter(({ email }) => email === SAMPLE_ADMIN)
      expect(roles.map(({ admin }) => admin).toSorted()).toEqual([0, 1, 1, 1, 1, 1])
      const single = [...organizations.values()].filter(
        (people) => people.length > 2 && people.filter(({ admin }) => admin === 1).length === 1,
      )
      expect(single).toHaveLength(1)
    })

    it('has people with names, and invited ones without', async () => {
      const members = await memberships(db)
      for (const { name, status } of members) expect(name === '').toBe(status === 'pending')
      const invited = members.filter(({ status }) => status === 'pending')
      expect(invited.length).toBeGreaterThan(3)
      expect(new Set(members.map(({ name }) => name)).size).toBeGreaterThan(60)
    })

    it('has a large organization, one without usage, and projects that start late, pause and end', async () => {
      const projects = await db
        .selectFrom('projects')
        .leftJoin('usage_days', (join) =>
          join
            .onRef('usage_days.organization_id', '=', 'projects.organization_id')
            .onRef('usage_days.project_id', '=', 'projects.id'),
        )
        .select(({ fn }) => [
          'projects.organization_id',
          'projects.name',
          'deleted_on',
          fn.min('date').as('first'),
          fn.max('date').as('last'),
          fn.count('date').as('days'),
        ])
        .groupBy(['projects.organization_id', 'projects.id', 'projects.name', 'deleted_on'])
        .execute()
      const organizations = [
        ...Map.groupBy(projects, (project) => project.organization_id).values(),
      ]
      expect(organizations.map((all) => all.length)).toContain(60)
      expect(organizations.filter((all) => all.every(({ last }) => last === null))).toHaveLength(1)
      for (const all of organizations)
        if (all.some(({ last }) => last !== null))
          expect(all.map(({ last }) => last)).toContain(until)

      const used = projects
        .filter(({ last }) => last !== null)
        .map(({ first, last, days, deleted_on }) => ({
          first: Date.parse(first ?? ''),
          last: Date.parse(last ?? ''),
          span: (Date.parse(last ?? '') - Date.parse(first ?? '')) / DAY + 1,
          days: Number(days),
          deletedOn: deleted_on && Date.parse(deleted_on),
        }))
      const late = used.filter(({ first }) => first > Date.parse('2025-07-01'))
      expect(late.length).toBeGreaterThan(10)
      const pausing = used.filter(({ span, days }) => days < span * 0.8)
      expect(pausing.length).toBeGreaterThan(10)
      const deleted = used.filter(({ deletedOn }) => deletedOn)
      expect(deleted.length).toBeGreaterThan(5)
      for (const { deletedOn, last } of deleted) expect(last).toBeLessThan(Number(deletedOn))
    })

    it('has a weekly rhythm and grows', async () => {
      const days = await db
        .selectFrom('usage_days')
        .select(({ fn }) => ['date', fn.sum('micro_credits').as('sum')])
        .groupBy('date')
        .orderBy('date')
        .execute()
      expect(days).toHaveLength(540)
      const mean = (some: typeof days) =>
        some.reduce((sum, day) => sum + Number(day.sum), 0) / some.length
      const weekend = (day: { date: string }) => [0, 6].includes(new Date(day.date).getUTCDay())
      const [quiet, busy] = [days.filter(weekend), days.filter((day) => !weekend(day))]
      expect(mean(quiet)).toBeLessThan(mean(busy) * 0.8)
      expect(mean(days.slice(-90))).toBeGreaterThan(mean(days.slice(0, 90)) * 1.5)
    })
  })

  describe('with options', () => {
    afterEach(empty)

    it('makes as much as is asked for', async () => {
      expect(await makeSample(db, small)).toMatchObject({
        organizations: 3,
        users: 10,
        projects: 9,
      })
      expect(await count(db, 'memberships')).toBe(12)
      const { first, last } = await db
        .selectFrom('usage_days')
        .select(({ fn }) => [fn.min('date').as('first'), fn.max('date').as('last')])
        .executeTakeFirstOrThrow()
      expect([first, last]).toEqual(['2026-04-22', until])
    })

    it('makes many organizations and many people, without repeating a name or an address', async () => {
      const options = { organizations: 200, members: 2, projects: 1, days: 1, until }
      expect(await makeSample(db, options)).toMatchObject({ organizations: 200, users: 201 })
      const large = { organizations: 1, members: 2500, projects: 150, days: 1, until }
      expect(await makeSample(db, large)).toMatchObject({
        organizations: 0,
        users: 2498,
        projects: 149,
      })
      for (const { name } of await db.selectFrom('organizations').select('name').execute())
        expect(nameRules.every((rule) => rule.holds(name))).toBe(true)
    })

    it('makes an only member the admin', async () => {
      await makeSample(db, { ...small, members: 1 })
      expect((await memberships(db)).map(({ admin }) => admin)).toEqual([1, 1, 1])
    })

    it('adds nothing the second time', async () => {
      await makeSample(db, small)
      const before = await everything(db)
      expect(await makeSample(db, small)).toEqual({
        organizations: 0,
        users: 0,
        projects: 0,
        days: 0,
      })
      expect(await everything(db)).toEqual(before)
    })

    it('adds what is missing, and no usage to a project that is gone', async () => {
      await makeSample(db, small)
      const before = await everything(db)
      const ending = before.projects[0]?.id ?? ''
      await db
        .updateTable('projects')
        .set({ deleted_on: '2026-06-01' })
        .where('id', '=', ending)
        .execute()
      const more = { organizations: 4, members: 5, projects: 4, days: 60, until: '2026-06-10' }
      const added = await makeSample(db, more)
      expect(added).toMatchObject({ organizations: 1, users: 3 + 4, projects: 3 + 4 })
      const after = await everything(db)
      expect(after.people).toEqual(expect.arrayContaining(before.people))
      expect(after.days).toEqual(expect.arrayContaining(before.days))
      expect(after.days).toHaveLength(before.days.length + added.days)
      const late = after.days.filter(
        ({ project_id, date }) => project_id === ending && date >= '2026-06-01',
      )
      expect(late).toEqual([])
    }, 60_000)

    it('makes other organizations with another seed', async () => {
      await makeSample(db, small)
      expect(await makeSample(db, { ...small, seed: 2 })).toMatchObject({
        organizations: 3,
        users: 9,
      })
    })

    it('leaves out an organization whose name somebody else has', async () => {
      await realOrganization(db, 'polder-vision')
      expect(await makeSample(db, small)).toMatchObject({ organizations: 2 })
      expect((await memberships(db)).map(({ organization }) => organization)).not.toContain(
        'polder-vision',
      )
    })

    it('takes people as they are where they exist already, but the administrator can sign in', async () => {
      const ann = { id: 'ann', email: 'Admin@example.com', email_key: SAMPLE_ADMIN }
      await db
        .insertInto('users')
        .values({ ...ann, name: '', surname: '', status: 'pending', operator: 0, sample: 0 })
        .execute()
      await makeSample(db, small)
      const admin = await db
        .selectFrom('users')
        .selectAll()
        .where('email_key', '=', SAMPLE_ADMIN)
        .execute()
      expect(admin).toMatchObject([{ id: 'ann', status: 'active', sample: 0 }])
    })
  })

  describe('at the first start', () => {
    afterEach(empty)

    it('is made once, also by two servers that start together', async () => {
      const made = await Promise.all([ensureSample(db), ensureSample(db)])
      expect(made.toSorted()).toEqual([false, true])
      expect(await count(db, 'organizations')).toBe(6)
      expect(await ensureSample(db)).toBe(false)
    })

    it('is not made where there are organizations', async () => {
      await realOrganization(db, 'real')
      expect(await ensureSample(db)).toBe(false)
      expect(await count(db, 'organizations')).toBe(1)
    })

    it('is not made where it was taken away', async () => {
      await makeSample(db, small)
      await removeSample(db)
      expect(await ensureSample(db)).toBe(false)
      expect(await count(db, 'organizations')).toBe(0)
    })
  })

  describe('taken away', () => {
    afterEach(empty)

    it('leaves nothing of it', async () => {
      await makeSample(db, small)
      expect(await removeSample(db)).toEqual({ organizations: 3, users: 10 })
      for (const table of ['organizations', 'users', 'projects', 'usage_days'] as const)
        expect(await count(db, table)).toBe(0)
      expect(await removeSample(db)).toEqual({ organizations: 0, users: 0 })
    })

    it('keeps what others made, and sample people who are members of it', async () => {
      await makeSample(db, small)
      await realOrganization(db, 'real')
      const admin = await ensureActiveUser(db, { email: SAMPLE_ADMIN })
      const real = await ensureActiveUser(db, { email: 'real@example.com' })
      await db
        .insertInto('memberships')
        .values({ organization_id: 'real-real', user_id: admin, admin: 1 })
        .execute()
      const sample = await db
        .selectFrom('organizations')
        .select('id')
        .where('sample', '=', 1)
        .executeTakeFirstOrThrow()
      await db
        .insertInto('memberships')
        .values({ organization_id: sample.id, user_id: real, admin: 0 })
        .execute()
      expect(await removeSample(db)).toEqual({ organizations: 3, users: 9 })
      expect(await memberships(db)).toMatchObject([
        { organization: 'real', email: SAMPLE_ADMIN, admin: 1 },
      ])
      expect(await count(db, 'users')).toBe(2)
    })
  })
})

it('is the same in every database', async () => {
  const contents = []
  for (const { open } of [...testDatabases(), ...testDatabases()]) {
    const { db, close } = await open()
    await makeSample(db, small)
    contents.push(await everything(db))
    await close()
  }
  for (const content of contents) expect(content).toEqual(contents[0])
})
