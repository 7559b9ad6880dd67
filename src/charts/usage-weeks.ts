import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { monday } from '../lib/dates.ts'
import type { ShownUsage } from './usage-series.ts'

/**
 * An answer by day as one by week: from Monday to Monday, cut at the edges of what was answered. A week adds up the days
 * that a series reports; one of which it reports none stays unreported.
 */
export function byWeek(usage: OrganizationUsage): ShownUsage {
  const { data_organization, data_projects, data_deleted_projects } = usage
  const edges = weekEdges([
    ...data_organization,
    ...data_projects.flatMap(({ data }) => data),
    ...data_deleted_projects,
  ])
  const weeks = (days: UsagePoint[]) =>
    Map.groupBy(days, weekOf)
      .entries()
      .flatMap(([week, points]) => {
        const edge = edges.get(week)
        return edge ? [{ ...edge, value: sumCredits(points.map(({ value }) => value)) }] : []
      })
      .toArray()
  return {
    interval: 'week',
    data_organization: weeks(data_organization),
    data_projects: data_projects.map((project) => ({ ...project, data: weeks(project.data) })),
    data_deleted_projects: weeks(data_deleted_projects),
  }
}

/** Where each week begins and ends: the same for every series, whichever of its days that one leaves out. */
function weekEdges(days: UsagePoint[]): Map<string, Pick<UsagePoint, 'start_date' | 'end_date'>> {
  const edges = new Map<string, { start_date: string; end_date: string }>()
  for (const { start_date, end_date } of days) {
    const week = weekOf({ start_date })
    const edge = edges.get(week)
    edges.set(week, {
      start_date: edge && edge.start_date < start_date ? edge.start_date : start_date,
      end_date: edge && edge.end_date > end_date ? edge.end_date : end_date,
    })
  }
  return edges
}

const weekOf = ({ start_date }: Pick<UsagePoint, 'start_date'>) => monday(start_date.slice(0, 10))
