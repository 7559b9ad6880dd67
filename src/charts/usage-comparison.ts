/** Usage against the same number of days directly before it. Values are credits, days are UTC and half-open. */
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, type DayRange } from '../lib/dates.ts'

/** `difference` is current − previous; `ratio` is its share of previous, undefined without a base of more than 0. */
export type Change = {
  current: number
  previous: number
  difference: number
  ratio: number | undefined
}

/** A project, or all deleted projects as one. `new` had no credits before, `gone` has none now. */
export type Mover = Change & { kind: 'changed' | 'new' | 'gone'; id: string; name: string }

export type UsageComparison = {
  /** Of the organization; undefined where one of the answers reports nothing of it. */
  total: Change | undefined
  /** At most five, the largest difference first. */
  movers: Mover[]
}

/**
 * The finished days of the range and as many directly before it starts. `today` isn't finished. Undefined when no day
 * of the range is finished.
 */
export function comparedRanges(
  { from, to }: DayRange,
  today: string,
): { current: DayRange; previous: DayRange; days: number } | undefined {
  const end = to < today ? to : today
  const days = daysBetween(from, end)
  if (days <= 0) return undefined
  return {
    current: { from, to: end },
    previous: { from: addDays(from, -days), to: from },
    days,
  }
}

/**
 * Compares two answers of `organizations_usage_get`, each summed over all of its buckets, whatever the interval.
 * Projects are joined by id, under their current name. What an answer leaves out of a project counts as none.
 */
export function compareUsage(
  current: OrganizationUsage,
  previous: OrganizationUsage,
): UsageComparison {
  const now = projectCredits(current)
  const before = projectCredits(previous)
  const projects = [...new Map([...before, ...now])].map(([id, { name }]) => {
    const moved = change(now.get(id)?.points, before.get(id)?.points)
    return { ...moved, kind: projectKind(moved), id, name }
  })
  const deleted: Mover = {
    ...change(current.data_deleted_projects, previous.data_deleted_projects),
    kind: 'changed',
    id: 'deleted',
    name: 'Deleted projects',
  }
  const reported = current.data_organization.length > 0 && previous.data_organization.length > 0
  return {
    total: reported ? change(current.data_organization, previous.data_organization) : undefined,
    movers: [...projects, deleted]
      .filter(({ difference }) => difference !== 0)
      .toSorted(byDifference)
      .slice(0, 5),
  }
}

type Project = { name: string; points: UsagePoint[] }

function projectCredits(usage: OrganizationUsage): Map<string, Project> {
  const projects = new Map<string, Project>()
  for (const { project_id: id, project_name: name, data } of usage.data_projects) {
    projects.set(id, { name, points: [...(projects.get(id)?.points ?? []), ...data] })
  }
  return projects
}

function change(now: UsagePoint[] = [], before: UsagePoint[] = []): Change {
  const current = sumCredits(now.map(({ value }) => value))
  const previous = sumCredits(before.map(({ value }) => value))
  const difference = sumCredits([current, -previous])
  return { current, previous, difference, ratio: previous > 0 ? difference / previous : undefined }
}

function projectKind({ current, previous }: Change): Mover['kind'] {
  if (current === 0) return 'gone'
  return previous === 0 ? 'new' : 'changed'
}

// By code unit, not by locale: who is among the five must not differ between two people.
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const byDifference = (a: Mover, b: Mover) =>
  Math.abs(b.difference) - Math.abs(a.difference) || compare(a.name, b.name) || compare(a.id, b.id)
