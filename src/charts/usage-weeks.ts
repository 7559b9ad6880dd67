import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays } from '../lib/dates.ts'
import type { ShownUsage } from './usage-series.ts'

/**
 * An answer by day as one by week: from Monday to Monday, cut at the edges of what was answered. A week adds up the days
 * that are reported; one of which none is stays unreported.
 */
export function byWeek(usage: OrganizationUsage): ShownUsage {
  return {
    interval: 'week',
    data_organization: weeks(usage.data_organization),
    data_projects: usage.data_projects.map((project) => ({
      ...project,
      data: weeks(project.data),
    })),
    data_deleted_projects: weeks(usage.data_deleted_projects),
  }
}

function weeks(days: UsagePoint[]): UsagePoint[] {
  return Map.groupBy(days, ({ start_date }) => monday(start_date.slice(0, 10)))
    .values()
    .map((week) => week.toSorted((a, b) => a.start_date.localeCompare(b.start_date)))
    .map((week) => ({
      start_date: week[0]?.start_date ?? '',
      end_date: week.at(-1)?.end_date ?? '',
      value: sumCredits(week.map(({ value }) => value)),
    }))
    .toArray()
}

const monday = (day: string) => addDays(day, -((new Date(day).getUTCDay() + 6) % 7))
