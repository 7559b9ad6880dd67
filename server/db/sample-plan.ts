import type { plans } from '#contract/resources.ts'
import { chance, dice, pairAt, uuid } from './sample-chance.ts'
import { adjectives, firstNames, nouns, projectNames, surnames } from './sample-words.ts'
import { MICRO } from './schema.ts'

const DAY = 24 * 60 * 60 * 1000

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

/** One organization of the sample, as its rows are to be. */
export interface SampleOrganization {
  id: string
  name: string
  /** The instant, as the database keeps it. */
  creationDate: string
  subscription: { start: string; end: string | null; plan: Character['plan'] }
  /** The sample administrator first. */
  people: SamplePerson[]
  projects: SampleProject[]
  /** It has projects and has never used them. */
  idle: boolean
}

/** The sample administrator. */
type Admin = Pick<SamplePerson, 'email' | 'name' | 'surname'>

/** First and last day of usage, in days since 1970. */
interface Span {
  first: number
  last: number
}

/**
 * The sample that the options ask for, whose administrator is the one given. The same options make the same sample. Its
 * organizations are made one at a time, as they are asked for.
 */
export function planSample(
  options: SampleOptions,
  admin: Admin,
): Span & { organizations: Iterable<SampleOrganization> } {
  const { organizations, days, seed } = { ...sampleDefaults, ...options }
  const last = dayNumber(options.until ?? new Date().toISOString().slice(0, 10))
  const span = { first: last - days + 1, last }
  function* each() {
    for (let index = 0; index < organizations; index++) {
      const key = `${seed}/${index}`
      const character = characterAt(index, key)
      if (seed !== sampleDefaults.seed) character.name += `-s${seed}`
      character.members = options.members ?? character.members
      character.projects = options.projects ?? character.projects
      yield organizationFrom(key, character, span, admin)
    }
  }
  return { ...span, organizations: each() }
}

/** Everything about an organization follows from its key and its character. */
function organizationFrom(
  key: string,
  character: Character,
  span: Span,
  admin: Admin,
): SampleOrganization {
  const { name, plan, members, projects, administrator, idle = false } = character
  const { between } = dice(`${key}/beginning`)
  const start = span.first - between(20, 120)
  // The only member of an organization is its admin.
  const regular = administrator === 'member' && members > 1
  return {
    id: uuid(`${key}/organization`),
    name,
    creationDate: `${dayAt(start)}T${between(10, 18)}:${between(10, 59)}:00.000000Z`,
    subscription: {
      start: dayAt(start),
      end: plan === 'free' ? null : anniversary(start, span.last),
      plan,
    },
    people: [
      { id: uuid(admin.email), ...admin, status: 'active', admin: !regular },
      ...Array.from({ length: members - 1 }, (_, index) => personAt(index, key, character)),
    ],
    projects: Array.from({ length: projects }, (_, index) =>
      projectAt(index, key, character, span),
    ),
    idle,
  }
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

/** A member of a sample organization. */
interface SamplePerson {
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
): SamplePerson {
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

const asciiLetters = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()

/** How a project uses credits. Days are counted since 1970. */
interface SampleProject {
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
): SampleProject {
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

/** Whole millionths of a credit that a project uses on a day, a multiple of a thousandth; 0 for a day without a record. */
export const microCreditsOn = (day: number, project: SampleProject): number =>
  Math.round(creditsOn(day, project) * 1000) * (MICRO / 1000)

/** Credits of one day; 0 for a day without a record. */
function creditsOn(day: number, { kind, level, growth, start, seed }: SampleProject): number {
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

const dayNumber = (day: string) => Date.parse(day) / DAY

/** A day since 1970 as `YYYY-MM-DD`. */
export const dayAt = (number: number) => new Date(number * DAY).toISOString().slice(0, 10)

/** The anniversary of a day in the year after another day's. */
function anniversary(day: number, after: number): string {
  const date = new Date(day * DAY)
  date.setUTCFullYear(new Date(after * DAY).getUTCFullYear() + 1)
  return date.toISOString().slice(0, 10)
}
