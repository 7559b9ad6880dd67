/** Arbitrary answers of `organizations_usage_get` for property tests, as any server may give them. */
import fc from 'fast-check'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { credits, days } from '../lib/arbitraries.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, addMonths, type DayRange } from '../lib/dates.ts'
import type { Values } from './usage-series.ts'

type Interval = OrganizationUsage['interval']

/** One to seventy days. */
export const ranges: fc.Arbitrary<DayRange> = fc
  .record({ from: days, count: fc.integer({ min: 1, max: 70 }) })
  .map(({ from, count }) => ({ from, to: addDays(from, count) }))

/** A range, and a day before, in or after it. */
export const rangesAndToday = fc
  .record({ range: ranges, after: fc.integer({ min: -5, max: 75 }) })
  .map(({ range, after }) => ({ range, today: addDays(range.from, after) }))

/** The beginning of a UTC day, as servers write it. */
const instants: ((day: string) => string)[] = [
  (day) => `${day}T00:00:00Z`,
  (day) => `${day}T00:00:00`,
  (day) => day,
  (day) => `${day}T05:30:00+05:30`,
  (day) => `${addDays(day, -1)}T19:00:00-05:00`,
]

const ids = [...'abcdefghijkl']

/** Answers for a range. Values may be missing or negative, ids may repeat, and parts need not add up to the organization. */
export function usageIn(
  range: DayRange,
  interval: Interval = 'day',
): fc.Arbitrary<OrganizationUsage> {
  const starts = startsIn(range, interval)
  const each = <Item>(item: fc.Arbitrary<Item>) =>
    fc.array(item, { minLength: starts.length, maxLength: starts.length })
  const amount = fc.oneof(
    { weight: 9, arbitrary: credits },
    credits.map((value) => 0 - value),
  )
  const values = each(fc.option(amount, { nil: undefined, freq: 9 }))
  const unexplained = fc.constantFrom(0, 0, 0, 0, 0.004, 12.5, -12.5, undefined)
  return fc
    .record({
      instant: fc.constantFrom(...instants),
      names: fc.array(fc.string(), { minLength: ids.length, maxLength: ids.length }),
      projects: fc.array(fc.record({ index: fc.nat(ids.length - 1), values }), { maxLength: 12 }),
      deleted: values,
      unexplained: each(unexplained),
    })
    .map(({ instant, names, projects, deleted, unexplained }) => {
      const points = (values: Values): UsagePoint[] =>
        starts.flatMap((start, index) => {
          const value = values[index]
          const end = starts[index + 1] ?? range.to
          return value === undefined
            ? []
            : [{ start_date: instant(start), end_date: instant(end), value }]
        })
      const parts = [deleted, ...projects.map(({ values }) => values)]
      const whole = unexplained.map((more, index) =>
        more === undefined
          ? undefined
          : sumCredits([more, ...parts.map((values) => values[index] ?? 0)]),
      )
      return {
        interval,
        data_organization: points(whole),
        data_projects: projects.map(({ index, values }) => ({
          project_id: ids[index] ?? '',
          project_name: names[index] ?? '',
          data: points(values),
        })),
        data_deleted_projects: points(deleted),
      }
    })
}

function startsIn({ from, to }: DayRange, interval: Interval): string[] {
  const starts = [from]
  for (let next = from; next < to; starts.push(next)) {
    next = interval === 'day' ? addDays(next, 1) : addMonths(from, starts.length)
  }
  return starts.slice(0, -1)
}
