/** Small answers of `organizations_usage_get` for tests. */
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import type { Values } from './usage-series.ts'

const points = (values: Values): UsagePoint[] =>
  values.flatMap((value, index) => {
    const day = addDays('2026-05-01', index)
    return value === undefined
      ? []
      : [
          {
            start_date: `${day}T00:00:00Z`,
            end_date: `${addDays(day, 1)}T00:00:00Z`,
            value,
          },
        ]
  })

/**
 * Days from 1 May 2026, of projects whose id is `id-` and their name. The organization is what its parts add up to, unless
 * given; what is undefined is left out.
 */
export function usageOfMay(
  projects: Record<string, Values>,
  deleted: Values = [],
  organization?: Values,
): OrganizationUsage {
  const parts = [...Object.values(projects), deleted]
  const length = Math.max(...parts.map((part) => part.length))
  const sums = Array.from({ length }, (_, index) =>
    sumCredits(parts.map((part) => part[index] ?? 0)),
  )
  return {
    interval: 'day',
    data_organization: points(organization ?? sums),
    data_projects: Object.entries(projects).map(([name, values]) => ({
      project_id: `id-${name}`,
      project_name: name,
      data: points(values),
    })),
    data_deleted_projects: points(deleted),
  }
}
