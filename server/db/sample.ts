import { hash } from 'node:crypto'
import type { plans } from '#contract/resources.ts'
import { ensureActiveUser } from './accounts.ts'
import { bulkInsert, type Row } from './bulk.ts'
import { adjectives, firstNames, nouns, projectNames, surnames } from './sample-words.ts'
import { createToken } from '../embedded/tokens.ts'
import { MICRO, type Db } from './schema.ts'

const DAY = 24 * 60 * 60 * 1000

/** The e-mail of `sampleAdmin`. */
export const SAMPLE_ADMIN = 'admin@example.com'

/** The person who looks at the sample: an administrator of nearly every organization in it. */
export const sampleAdmin = { email: SAMPLE_ADMIN, name: 'Robin', surname: 'de Vries' }

/** Which sample to make; what isn't given is in `sampleDefaults`. */
export interface SampleOptions {
  /** How many organizations there are in the end. */
  organizations?: number
  /** Members of each organization; each has its own number where it isn't given. */
  members?: number | undefined
  /** Projects of each organization; each has its own number where it isn't given. */
  projects?: number | undefined
  /** Days of usage. */
  days?: number
  /** The last day of usage; today (UTC) where it isn't given. */
  until?: string
  /** Another number makes other organizations. */
  seed?: number
}

/** What is made where an option isn't given. */
export const sampleDefaults = { organizations: 6, days: 540, seed: 1 }

/** How many rows there were not before. */
export interface SampleSummary {
  organizations: number
  users: number
  projects: number
  days: number
}

/**
 * Makes sample organizations with people, projects and usage, each in a transaction of its own. What is there already
 * stays as it is: the same options twice add nothing, larger numbers add what is missing. The same options make the
 * same rows in every database. An organization whose name somebody else has is left out.
 */
export async function makeSample(db: Db, options: SampleOptions = {}): Promise<SampleSummary> {
  await db.transaction().execute((transaction) => setSample(transaction, 'made'))
  return addOrganizations(options, (work) => db.transaction().execute(work))
}

/**
 * Makes the default sample in a database that is new: without organizations, and where it was neither made nor removed
 * before. Resolves with whether it did. Of two servers that start at once one makes it, and the other waits.
 */
export async function ensureSample(db: Db): Promise<boolean> {
  const settled = await db
    .selectFrom('settings')
    .select('name')
    .where('name', '=', 'sample')
    .unionAll(db.selectFrom('organizations').select('name').limit(1))
    .executeTakeFirst()
  if (settled) return false
  return db.transaction().execute(async (transaction) => {
    const mine = await transaction
      .insertInto('settings')
      .values({ name: 'sample', value: 'made' })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst()
    if (!mine) return false
    await addOrganizations({}, (work) => work(transaction))
    return true
  })
}

/**
 * Takes away every organization and person that the sample made, but nobody who is a member of another organization.
 * Resolves with how many went.
 */
export async function removeSample(db: Db): Promise<{ organizations: number; users: number }> {
  const organizations = await db
    .selectFrom('organizations')
    .select('id')
    .where('sample', '=', 1)
    .execute()
  for (const { id } of organizations)
    await db.transaction().execute(async (transaction) => {
      // Without this, SQLite looks through the organization's usage once for each project.
      await transaction.deleteFrom('usage_days').where('organization_id', '=', id).execute()
      await transaction.deleteFrom('organizations').where('id', '=', id).execute()
    })
  const users = await db.transaction().execute(async (transaction) => {
    await setSample(transaction, 'removed')
    const { numDeletedRows } = await transaction
      .deleteFrom('users')
      .where('sample', '=', 1)
      .where('id', 'not in', transaction.selectFrom('memberships').select('user_id'))
      .executeTakeFirst()
    return Number(numDeletedRows)
  })
  return { organizations: organizations.length, users }
}

/** Whether there is a sample organization. */
export async function hasSample(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('organizations')
    .select('id')
    .where('sample', '=', 1)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

const SEVEN_DAYS = 7 * DAY

/** Makes a token for the sample administrator that ends after seven days. Undefined where there is no sample. */
export async function sampleAdminToken(db: Db): Promise<string | undefined> {
  return db.transaction().execute(async (transaction) => {
    if (!(await hasSample(transaction))) return undefined
    const id = await ensureActiveUser(transaction, sampleAdmin)
    return createToken(transaction, id, { lifetime: SEVEN_DAYS })
  })
}

async function setSample(db: Db, value: 'made' | 'removed') {
  await db
    .insertInto('settings')
    .values({ name: 'sample', value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

interface Character {
  name: string
  plan: (typeof plans)[number]
  /** Its people, the sample administrator among them. */
  members: number
  projects: number
  /** Projects of its trade; the others are anybody's. */
  own: string[]
  /** Where the sample administrator is a regular member, the only admin, or (otherwise) one of several. */
  administrator?: 'member' | 'alone'
  /** It has projects and has never used them. */
  idle?: boolean
}

const characters: Character[] = [
  {
    name: 'polder-vision',
    plan: 'premium',
    members: 24,
    projects: 12,
    own: [
      'crop-health-maps',
      'dike-inspection',
      'tulip-counting',
      'drone-stitching',
      'soil-moisture',
    ],
  },
  {
    name: 'harbour-analytics',
    plan: 'premium',
    members: 41,
    projects: 60,
    own: ['berth-planning', 'container-reader', 'crane-uptime', 'tide-forecast', 'vessel-arrival'],
  },
  {
    name: 'northlight-health',
    plan: 'professional',
    members: 15,
    projects: 8,
    own: ['x-ray-triage', 'bed-occupancy', 'ecg-rhythm', 'referral-letters'],
    administrator: 'member',
  },
  {
    name: 'little-robot-lab',
    plan: 'starter',
    members: 4,
    projects: 3,
    own: ['grasp-policy', 'sim-to-real', 'voice-commands'],
    administrator: 'alone',
  },
  {
    name: 'tall-ship-logistics',
    plan: 'professional',
    members: 68,
    projects: 17,
    own: ['parcel-sorting', 'last-mile-eta', 'customs-forms', 'pallet-vision'],
  },
  {
    name: 'quiet-signal',
    plan: 'free',
    members: 2,
    projects: 1,
    own: ['first-experiment'],
    idle: true,
  },
]

/** Credits of an average project on an average day. */
const scale = { free: 0.8, starter: 6, professional: 35, premium: 90 }

async function addOrganizations(
  options: SampleOptions,
  inTransaction: (work: (transaction: Db) => Promise<void>) => Promise<void>,
): Promise<SampleSummary> {
  const { organizations, days, seed } = { ...sampleDefaults, ...options }
  const last = dayNumber(options.until ?? new Date().toISOString().slice(0, 10))
  const writer = new SampleWriter({ first: last - days + 1, last })
  for (let index = 0; index < organizations; index++) {
    const key = `${seed}/${index}`
    const character = characterAt(index, key)
    if (seed !== sampleDefaults.seed) character.name += `-s${seed}`
    character.members = options.members ?? character.members
    character.projects = options.projects ?? character.projects
    await inTransaction((transaction) => writer.add(transaction, key, character))
  }
  return writer.added
}

/** The first few have a character of their own, and the others one by chance. */
function characterAt(index: number, key: string): Character {
  const { between } = dice(`${key}/character`)
  const round = Math.floor(index / (adjectives.length * nouns.length))
  const plans = ['free', 'starter', 'starter', 'professional', 'premium'] as const
  const character = characters[index] ?? {
    name: `${pairAt(index, adjectives, nouns).join('-')}${round > 0 ? `-${round + 1}` : ''}`,
    plan: plans[between(0, 4)] ?? 'free',
    members: between(2, 14),
    projects: between(1, 9),
    own: [],
  }
  return { ...character }
}

/** First and last day of usage, in days since 1970. */
interface Span {
  first: number
  last: number
}

const ROWS_AT_ONCE = 5000

/** Writes one organization after the other to one database, and counts what is new. */
class SampleWriter {
  readonly added: SampleSummary = { organizations: 0, users: 0, projects: 0, days: 0 }
  readonly #span: Span
  readonly #insertOrganizations = bulkInsert('organizations', 'id name creation_date sample')
  readonly #insertSubscriptions = bulkInsert(
    'subscriptions',
    'organization_id start_date end_date plan',
  )
  readonly #insertUsers = bulkInsert('users', 'id email email_key name surname status sample')
  readonly #insertMemberships = bulkInsert('memberships', 'organization_id user_id admin')
  readonly #insertProjects = bulkInsert('projects', 'organization_id id name deleted_on')
  readonly #insertDays = bulkInsert('usage_days', 'organization_id date project_id micro_credits')

  constructor(span: Span) {
    this.#span = span
  }

  /** Everything about an organization follows from its key and its character. */
  async add(db: Db, key: string, character: Character) {
    const id = uuid(`${key}/organization`)
    const { between } = dice(`${key}/beginning`)
    const start = this.#span.first - between(20, 120)
    const instant = `${dayAt(start)}T${between(10, 18)}:${between(10, 59)}:00.000000Z`
    const made = await this.#insertOrganizations(db, [[id, character.name, instant, 1]])
    if (made === 0 && !(await exists(db, id))) return
    this.added.organizations += made
    if (made === 1) {
      const end = character.plan === 'free' ? null : anniversary(start, this.#span.last)
      await this.#insertSubscriptions(db, [[id, dayAt(start), end, character.plan]])
    }
    await this.#addMembers(db, id, key, character)
    await this.#addProjects(db, id, key, character)
  }

  async #addMembers(db: Db, organizationId: string, key: string, character: Character) {
    // The only member of an organization is its admin.
    const regular = character.administrator === 'member' && character.members > 1
    const people: Person[] = [
      { id: uuid(SAMPLE_ADMIN), ...sampleAdmin, status: 'active', admin: !regular },
      ...Array.from({ length: character.members - 1 }, (_, index) =>
        personAt(index, key, character),
      ),
    ]
    this.added.users += await this.#insertUsers(
      db,
      people.map(({ id, email, name, surname, status }) => [
        id,
        email,
        email,
        name,
        surname,
        status,
        1,
      ]),
    )
    await ensureActiveUser(db, sampleAdmin)
    // Somebody may have one of these addresses already, and another id.
    const ids = await idsByEmail(
      db,
      people.map(({ email }) => email),
    )
    await this.#insertMemberships(
      db,
      people.map(({ email, admin }) => [organizationId, ids.get(email) ?? null, admin ? 1 : 0]),
    )
  }

  async #addProjects(db: Db, organizationId: string, key: string, character: Character) {
    const projects = Array.from({ length: character.projects }, (_, index) =>
      projectAt(index, key, character, this.#span),
    )
    this.added.projects += await this.#insertProjects(
      db,
      projects.map(({ id, name, deletedOn }) => [organizationId, id, name, deletedOn]),
    )
    if (character.idle) return
    // A project that was there before may have been deleted on another day, or not at all.
    const kept = await db
      .selectFrom('projects')
      .select(['id', 'deleted_on'])
      .where('organization_id', '=', organizationId)
      // Usage in the order of its key is written faster.
      .orderBy('id')
      .execute()
    const byId = new Map(projects.map((project) => [project.id, project]))
    let rows: Row[] = []
    for (let day = this.#span.first; day <= this.#span.last; day++) {
      const date = dayAt(day)
      for (const { id, deleted_on } of kept) {
        const project = byId.get(id)
        if (!project || (deleted_on !== null && date >= deleted_on)) continue
        const thousandths = Math.round(creditsOn(day, project) * 1000)
        if (thousandths > 0) rows.push([organizationId, date, id, thousandths * (MICRO / 1000)])
      }
      if (rows.length < ROWS_AT_ONCE && day < this.#span.last) continue
      this.added.days += await this.#insertDays(db, rows)
      rows = []
    }
  }
}

async function exists(db: Db, organizationId: string): Promise<boolean> {
  const row = await db
    .selectFrom('organizations')
    .select('id')
    .where('id', '=', organizationId)
    .executeTakeFirst()
  return row !== undefined
}

async function idsByEmail(db: Db, emails: string[]): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  // Both databases limit how many values a statement may have.
  for (let start = 0; start < emails.length; start += 1000) {
    const rows = await db
      .selectFrom('users')
      .select(['id', 'email_key'])
      .where('email_key', 'in', emails.slice(start, start + 1000))
      .execute()
    for (const { id, email_key } of rows) ids.set(email_key, id)
  }
  return ids
}

interface Person {
  id: string
  email: string
  name: string
  surname: string
  status: 'active' | 'pending'
  admin: boolean
}

/** A member beside the sample administrator. One in nine is invited, and has no name yet. */
function personAt(
  index: number,
  key: string,
  { name: organization, administrator }: Character,
): Person {
  const { between } = dice(`${key}/people`)
  const [name, surname] = pairAt(between(0, 9999) + index, firstNames, surnames)
  const round = Math.floor(index / (firstNames.length * surnames.length))
  const mailbox = `${asciiLetters(name)}.${asciiLetters(surname)}${round > 0 ? round + 1 : ''}`
  const domain = ['com', 'org', 'net'][between(0, 2)]
  const pending = index % 9 === 4
  const admins = administrator === 'alone' ? 0 : administrator === 'member' ? 2 : 1
  return {
    id: uuid(`${key}/person/${index}`),
    email: `${mailbox}@${organization}.example.${domain}`,
    name: pending ? '' : name,
    surname: pending ? '' : surname,
    status: pending ? 'pending' : 'active',
    admin: index < admins,
  }
}

/** How a project uses credits. Days are counted since 1970. */
interface Project {
  id: string
  name: string
  kind: 'service' | 'training' | 'nightly'
  /** Credits on a weekday in the beginning. */
  level: number
  /** What the level is multiplied by in a year. */
  growth: number
  start: number
  deletedOn: string | null
  seed: number
}

function projectAt(
  index: number,
  key: string,
  { plan, own }: Character,
  { first, last }: Span,
): Project {
  const { random, between } = dice(`${key}/project/${index}`)
  // The first one is there from the first day to the last, so that no organization begins or ends without usage.
  const start =
    index === 0 || random() < 0.4 ? first : first + between(0, Math.floor((last - first) * 0.9))
  const end = start + 30 + between(0, last - first)
  return {
    id: uuid(`${key}/project/${index}`),
    name: own[index] ?? commonName(index - own.length, key),
    kind: (['service', 'service', 'training', 'nightly'] as const)[between(0, 3)] ?? 'service',
    level: scale[plan] * Math.exp((random() - 0.5) * 3),
    growth: 0.9 + random(),
    start,
    deletedOn: index > 0 && random() < 0.3 && end <= last ? dayAt(end) : null,
    seed: between(0, 2 ** 31),
  }
}

function commonName(index: number, key: string): string {
  const { between } = dice(`${key}/project-names`)
  const count = projectNames.length
  const round = Math.floor(index / count)
  // 27 has no factor in common with the count, so that each name comes once a round.
  const name = projectNames[(between(0, count - 1) + index * 27) % count]
  return `${name}${round > 0 ? `-${round + 1}` : ''}`
}

/** Credits of one day; 0 for a day without a record. */
function creditsOn(day: number, { kind, level, growth, start, seed }: Project): number {
  if (day < start) return 0
  const weekend = [0, 6].includes(new Date(day * DAY).getUTCDay())
  const usual = level * growth ** ((day - start) / 365) * (0.75 + 0.5 * chance(seed, day))
  if (kind === 'service') return usual * (weekend ? 0.6 : 1)
  if (kind === 'nightly') return weekend ? 0 : usual
  // Some weeks nothing is trained, and in others there is a large run.
  const week = chance(~seed, Math.floor(day / 7))
  if (week < 0.15) return 0
  return usual * (weekend ? 0.35 : 1) * (week > 0.85 ? 2.5 : 1)
}

/** Chances that are the same for the same key, always and everywhere. */
function dice(key: string) {
  const seed = parseInt(hash('sha256', key).slice(0, 8), 16)
  let throws = 0
  const random = () => chance(seed, throws++)
  const between = (least: number, most: number) => least + Math.floor(random() * (most - least + 1))
  return { random, between }
}

/** The `step`-th number of a mulberry32 generator, at least 0 and below 1. */
function chance(seed: number, step: number): number {
  let t = (seed + Math.imul(step + 1, 0x6d2b79f5)) | 0
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}

/** A UUID of version 8, whose bits are free. */
function uuid(key: string): string {
  const hex = hash('sha256', key)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** The pairs of two lists in an order that looks like none. Each comes once before any comes again. */
function pairAt(index: number, firsts: string[], seconds: string[]): [string, string] {
  // A prime that doesn't divide the number of pairs.
  const place = (index * 4637) % (firsts.length * seconds.length)
  return [firsts[place % firsts.length] ?? '', seconds[Math.floor(place / firsts.length)] ?? '']
}

const asciiLetters = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

const dayNumber = (day: string) => Date.parse(day) / DAY
const dayAt = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)

/** The anniversary of a day in the year after another day's. */
function anniversary(day: number, after: number): string {
  const date = new Date(day * DAY)
  date.setUTCFullYear(new Date(after * DAY).getUTCFullYear() + 1)
  return date.toISOString().slice(0, 10)
}
