import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, monday, utcDay, utcEnd, type DayRange } from '../lib/dates.ts'
import type { ShownUsage } from './usage-series.ts'

/**
 * An answer by day as one by week: from Monday to Monday, cut at the edges of `range`, which is what was asked for, or
 * else of what was answered. A week adds up the days that a series reports; one of which it reports none stays unreported.
 */
export function byWeek(usage: OrganizationUsage, range?: DayRange): ShownUsage {
  const { data_organization, data_projects, data_deleted_projects } = usage
  const weekOf = weeksByInstant(
    [data_organization, data_deleted_projects, ...data_projects.map(({ data }) => data)],
    range,
  )
  const weeks = (days: UsagePoint[]) =>
    Map.groupBy(days, ({ start_date }) => weekOf.get(start_date))
      .entries()
      .flatMap(([week, points]) =>
        week ? [{ ...week, value: sumCredits(points.map(({ value }) => value)) }] : [],
      )
      .toArray()
  return {
    interval: 'week',
    data_organization: weeks(data_organization),
    data_projects: data_projects.map((project) => ({ ...project, data: weeks(project.data) })),
    data_deleted_projects: weeks(data_deleted_projects),
  }
}

type Week = Pick<UsagePoint, 'start_date' | 'end_date'>

/** The week of each beginning of a day, as it is written: the same for all series, whichever days one leaves out. */
function weeksByInstant(series: UsagePoint[][], range: DayRange | undefined): Map<string, Week> {
  const starts = new Set<string>()
  const ends = new Set<string>()
  for (const { start_date, end_date } of series.flat()) {
    starts.add(start_date)
    ends.add(end_date)
  }
  const days = [...[...starts].map(utcDay), ...[...ends].map(utcEnd)]
  const sorted = [...days, ...(range ? [range.from, range.to] : [])].toSorted()
  const [first = '', last = ''] = [sorted.at(0), sorted.at(-1)]
  const weeks = new Map<string, Week>()
  for (const [start, instants] of Map.groupBy(starts, (instant) => monday(utcDay(instant)))) {
    const end = addDays(start, 7)
    const week = { start_date: start < first ? first : start, end_date: end > last ? last : end }
    for (const instant of instants) weeks.set(instant, week)
  }
  return weeks
}
