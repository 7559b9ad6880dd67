import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { credits, days } from '../lib/arbitraries.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, daysBetween, monday, type DayRange } from '../lib/dates.ts'
import { rangesAndToday, usageIn } from './usage-arbitraries.ts'
import { budgetCrossing, type BudgetCrossing } from './usage-budget.ts'
import { comparedRanges, compareUsage, usageBefore, type Mover } from './usage-comparison.ts'
import { usageDrawing } from './usage-drawing.ts'
import { creditsAfter, forecast, usagePace } from './usage-forecast.ts'
import { usageSeries, type Bucket, type UsageSeries, type Values } from './usage-series.ts'
import { byWeek } from './usage-weeks.ts'

const sum = (values: Values) => sumCredits(values.filter((value) => value !== undefined))
const sumOf = (points: UsagePoint[]) => sumCredits(points.map(({ value }) => value))
const pointsOf = (usage: OrganizationUsage, id: string) =>
  usage.data_projects.filter((project) => project.project_id === id).flatMap(({ data }) => data)

const noon = (day: string) => new Date(`${day}T12:00Z`)

/** A range, a day around it and the range's answer. */
const answersBy = (interval: OrganizationUsage['interval']) =>
  rangesAndToday.chain(({ range, today }) =>
    usageIn(range, interval).map((usage) => {
      const series = usageSeries(usage, { now: noon(today) })
      return { range, today, usage, series }
    }),
  )
const answers = answersBy('day')

describe('a series', () => {
  test.each(['day', 'month'] as const)(
    'by %s tells each row and the organization with all of their credits',
    (interval) => {
      fc.assert(
        fc.property(answersBy(interval), ({ usage, series: { rows, organization } }) => {
          expect(organization.total ?? 0).toBe(sumOf(usage.data_organization))
          for (const { kind, id, values, total } of rows) {
            expect(total).toBe(
              values.some((value) => value !== undefined) ? sum(values) : undefined,
            )
            if (kind === 'project') expect(total ?? 0).toBe(sumOf(pointsOf(usage, id)))
            if (kind === 'deleted') expect(total ?? 0).toBe(sumOf(usage.data_deleted_projects))
          }
        }),
      )
    },
  )

  test('has buckets side by side, and one for each that is reported', () => {
    fc.assert(
      fc.property(answers, ({ series: { buckets } }) => {
        for (const [index, { start, end }] of buckets.entries()) {
          expect(daysBetween(start, end)).toBe(1)
          expect(buckets[index + 1]?.start ?? end).toBe(end)
        }
      }),
    )
  })

  test('is drawn whole: the parts add up to the organization but for what is marked', () => {
    fc.assert(
      fc.property(answers, ({ series }) => {
        const { layers } = usageDrawing(series)
        for (const [index, { state }] of series.buckets.entries()) {
          const drawn = sum(layers.map((layer) => layer.credits[index]))
          expect(drawn).toBe(sum(series.rows.map(({ values }) => values[index])))
          const whole = series.organization.values[index]
          if (whole === undefined) continue
          const off = series.reconciliation.mismatched.find((one) => one.index === index)
          const more = sumCredits([drawn, -whole])
          // What the parts have too little of is a part itself, "not attributed".
          if (off) {
            expect(more).toBeGreaterThanOrEqual(0)
            if (off.difference < 0) expect(more).toBe(-off.difference)
          } else if (state !== 'future')
            expect(Math.abs(more)).toBeLessThanOrEqual(Math.max(0.005, 1e-6 * Math.abs(whole)))
        }
      }),
    )
  })

  test('by week has the same credits as by day, in weeks from Monday', () => {
    fc.assert(
      fc.property(answers, ({ usage, range, today, series: byDay }) => {
        fc.pre(byDay.buckets.length > 0)
        const weekly = usageSeries(byWeek(usage, range), { now: noon(today), range })
        const totals = ({ rows, organization }: UsageSeries) => [
          organization.total,
          ...rows.filter(({ kind }) => kind !== 'unattributed').map(({ id, total }) => [id, total]),
        ]
        expect(totals(weekly)).toEqual(totals(byDay))
        expect(weekly.buckets.at(0)?.start).toBe(range.from)
        expect(weekly.buckets.at(-1)?.end).toBe(range.to)
        for (const { start, end } of weekly.buckets) {
          if (start !== range.from) expect(start).toBe(monday(start))
          if (end !== range.to) expect(end).toBe(monday(end))
        }
      }),
    )
  })
})

/** Lengths of buckets, in days. */
const lengths = fc.array(fc.integer({ min: 1, max: 31 }))

/** A range in buckets of so many days; one more has what is left. */
function cut({ from, to }: DayRange, lengths: number[], today: string): Bucket[] {
  const buckets: Bucket[] = []
  let start = from
  for (const length of [...lengths, daysBetween(from, to)]) {
    const end = addDays(start, length) < to ? addDays(start, length) : to
    const state = end <= today ? 'finished' : start > today ? 'future' : 'unfinished'
    if (start < end) buckets.push({ start, end, state })
    start = end
  }
  return buckets
}

/** The answers of a range's finished days and of as many before them, with the series of the whole range. */
const comparisons = rangesAndToday
  .filter(({ range, today }) => comparedRanges(range, today) !== undefined)
  .chain(({ range, today }) => {
    const compared = comparedRanges(range, today)
    if (!compared) throw new Error('nothing is compared')
    return fc.record({
      days: fc.constant(compared.days),
      range: fc.constant(range),
      current: usageIn(compared.current),
      previous: usageIn(compared.previous),
      shown: usageIn(range).map((usage) => usageSeries(usage, { now: noon(today), range })),
    })
  })

describe('a comparison', () => {
  test('is of the finished days, and of as many directly before', () => {
    fc.assert(
      fc.property(rangesAndToday, ({ range, today }) => {
        const compared = comparedRanges(range, today)
        expect(compared === undefined).toBe(today <= range.from)
        if (!compared) return
        const { current, previous, days } = compared
        expect(current).toEqual({ from: range.from, to: range.to < today ? range.to : today })
        expect(previous.to).toBe(range.from)
        for (const { from, to } of [current, previous]) expect(daysBetween(from, to)).toBe(days)
      }),
    )
  })

  test('has each project of either answer once, by id, with all of its credits', () => {
    fc.assert(
      fc.property(comparisons, ({ current, previous }) => {
        const { changes } = compareUsage(current, previous)
        const ids = [...current.data_projects, ...previous.data_projects].map(
          ({ project_id }) => project_id,
        )
        expect(new Set(changes.keys())).toEqual(new Set([...ids, ':deleted']))
        for (const [id, change] of changes) {
          const points = (usage: OrganizationUsage) =>
            id === ':deleted' ? usage.data_deleted_projects : pointsOf(usage, id)
          expect(change.current).toBe(sumOf(points(current)))
          expect(change.previous).toBe(sumOf(points(previous)))
        }
      }),
    )
  })

  test('does not depend on earlier names, nor on the order of an answer', () => {
    fc.assert(
      fc.property(comparisons, ({ current, previous }) => {
        const renamed = previous.data_projects
          .map((project) => ({ ...project, project_name: `earlier ${project.project_name}` }))
          .toReversed()
        const { changes } = compareUsage(current, previous)
        const others = compareUsage(current, { ...previous, data_projects: renamed }).changes
        for (const [id, change] of changes) {
          const isNow = current.data_projects.some(({ project_id }) => project_id === id)
          const name = isNow || id === ':deleted' ? change.name : `earlier ${change.name}`
          expect(others.get(id)).toEqual({ ...change, name })
        }
      }),
    )
  })

  test('is exact, without a share of nothing, and the other way round where the answers change places', () => {
    fc.assert(
      fc.property(comparisons, ({ current, previous }) => {
        const { total, changes, movers } = compareUsage(current, previous)
        const reverse = compareUsage(previous, current)
        for (const change of [...changes.values(), ...(total ? [total] : [])]) {
          const { ratio, ...amounts } = change
          expect(
            [amounts.current, amounts.previous, amounts.difference].every(Number.isFinite),
          ).toBe(true)
          expect(sumCredits([amounts.previous, amounts.difference])).toBe(amounts.current)
          expect(ratio === undefined).toBe(amounts.previous <= 0)
          if (ratio !== undefined) expect(Number.isFinite(ratio)).toBe(true)
        }
        expect(reverse.movers.map(({ id }) => id)).toEqual(movers.map(({ id }) => id))
        for (const { id, kind, difference } of changes.values()) {
          const back = reverse.changes.get(id)
          expect(back?.difference).toBe(0 - difference)
          expect(back?.kind).toBe(opposite[kind])
        }
      }),
    )
  })

  test('names the five largest differences', () => {
    fc.assert(
      fc.property(comparisons, ({ current, previous }) => {
        const { changes, movers } = compareUsage(current, previous)
        const sizes = (all: Iterable<Mover>) =>
          [...all].map(({ difference }) => Math.abs(difference))
        const largest = sizes(changes.values())
          .filter(Boolean)
          .toSorted((a, b) => b - a)
        expect(sizes(movers)).toEqual(largest.slice(0, 5))
      }),
    )
  })
})

const opposite = { changed: 'changed', new: 'gone', gone: 'new' } as const

describe('the days before, under the chart', () => {
  test('are each finished day exactly once, and none under what is not finished', () => {
    fc.assert(
      fc.property(comparisons, ({ days, previous, shown }) => {
        const before = usageBefore(usageSeries(previous), shown.buckets, days)
        const { total, changes } = compareUsage(previous, previous)
        expect(sum(before.organization)).toBe(total?.current ?? 0)
        expect(sum(before.deleted)).toBe(changes.get(':deleted')?.current)
        expect(new Set([...before.projects.keys(), ':deleted'])).toEqual(new Set(changes.keys()))
        for (const [id, values] of before.projects)
          expect(sum(values)).toBe(changes.get(id)?.current)
        for (const values of [before.organization, before.deleted, ...before.projects.values()]) {
          expect(values).toHaveLength(shown.buckets.length)
          expect(values.slice(days).filter((value) => value !== undefined)).toEqual([])
        }
      }),
    )
  })

  test('are as many as a bucket has, so many days earlier', () => {
    fc.assert(
      fc.property(comparisons, lengths, ({ days, range, previous }, lengths) => {
        const earlier = usageSeries(previous)
        const buckets = cut(range, lengths, addDays(range.from, days))
        const before = usageBefore(earlier, buckets, days).organization
        for (const [index, { start, end }] of buckets.entries()) {
          const values = earlier.organization.values.filter((_, day) => {
            const later = addDays(earlier.buckets[day]?.start ?? '', days)
            return start <= later && later < end
          })
          const isCompared = daysBetween(range.from, end) <= days
          const isReported = values.some((value) => value !== undefined)
          expect(before[index]).toBe(isCompared && isReported ? sum(values) : undefined)
        }
      }),
    )
  })
})

/** A range with three finished days or more that goes on, all of it reported: by day, and in longer buckets. */
const running = fc
  .record({
    from: days,
    finished: fc.integer({ min: 3, max: 40 }),
    remaining: fc.integer({ min: 1, max: 40 }),
    amounts: fc.array(credits, { minLength: 41, maxLength: 41 }),
    lengths,
  })
  .map(({ from, finished, remaining, amounts, lengths }) => {
    const today = addDays(from, finished)
    const range = { from, to: addDays(today, remaining) }
    const reported = amounts.slice(0, finished + 1)
    const inBuckets = (buckets: Bucket[]) => {
      const values = buckets.map(({ start, end }) => {
        const [first, next] = [daysBetween(from, start), daysBetween(from, end)]
        return first > finished ? undefined : sumCredits(reported.slice(first, next))
      })
      return { buckets, organization: { values, total: sumCredits(reported) } }
    }
    const byDay = inBuckets(cut(range, Array<number>(finished + remaining).fill(1), today))
    const coarse = inBuckets(cut(range, lengths, today))
    return { range, today, reported, byDay, coarse, days: daysOf(byDay) }
  })

const daysOf = ({ buckets, organization }: Pick<UsageSeries, 'buckets' | 'organization'>) =>
  buckets.map(({ start }, index) => ({ start, value: organization.values[index] }))

describe('a forecast', () => {
  test('has what is expected between its ends, and never less than there is already', () => {
    fc.assert(
      fc.property(running, ({ range, today, reported, days }) => {
        const { finishedDays, remainingDays, ...ends } = made(forecast(days, range, today))
        expect(finishedDays + remainingDays).toBe(daysBetween(range.from, range.to))
        expect(Object.values(ends).every(Number.isFinite)).toBe(true)
        expect(ends.low).toBeGreaterThanOrEqual(sumCredits(reported))
        expect(ends.low).toBeLessThanOrEqual(ends.expected)
        expect(ends.expected).toBeLessThanOrEqual(ends.high)
      }),
    )
  })

  test('has a pace that the last three to seven days have had', () => {
    fc.assert(
      fc.property(running, ({ range, today, reported, days }) => {
        const pace = made(usagePace(days, range, today))
        const last = reported.slice(0, -1).slice(-7)
        expect(pace.days).toBe(last.length)
        // A mean of millionths may lie between two of them.
        expect(pace.low).toBeGreaterThanOrEqual(Math.min(...last) - 1e-6)
        expect(pace.high).toBeLessThanOrEqual(Math.max(...last) + 1e-6)
        expect(pace.low <= pace.expected && pace.expected <= pace.high).toBe(true)
      }),
    )
  })

  test('does not exist where any finished day is not reported', () => {
    fc.assert(
      fc.property(running, fc.nat(), ({ range, today, days }, index) => {
        const missing = addDays(range.from, index % daysBetween(range.from, today))
        const known = days.filter(({ start }) => start !== missing)
        expect(forecast(known, range, today)).toBeUndefined()
        expect(usagePace(known, range, today)).toBeUndefined()
      }),
    )
  })
})

/** What a running range comes to, and budgets around that: every total that it has had, and up to twice the forecast. */
const budgeted = running.chain((of) => {
  const pace = usagePace(of.days, of.range, of.today)
  const { expected } = made(forecast(of.days, of.range, of.today))
  const totals = of.reported.map((_, day) => sumCredits(of.reported.slice(0, day + 1)))
  const budget = fc.oneof(
    fc.constantFrom(...totals),
    fc.nat(200).map((percent) => sumCredits([(expected * percent) / 100])),
  )
  const options = { today: of.today, end: of.range.to, pace }
  return fc.record({ of: fc.constant({ ...of, options, expected }), budget, other: budget })
})

describe('a budget', () => {
  test('is crossed in the first bucket in which the total is more, or never', () => {
    fc.assert(
      fc.property(budgeted, ({ of: { coarse, reported, options }, budget }) => {
        const crossing = budgetCrossing(coarse, budget, options)
        const totalUntil = (bucket: number) => sum(coarse.organization.values.slice(0, bucket))
        if (crossing.kind !== 'crossed') expect(sumCredits(reported)).toBeLessThanOrEqual(budget)
        else {
          const index = coarse.buckets.indexOf(crossing.bucket)
          expect(totalUntil(index)).toBeLessThanOrEqual(budget)
          expect(totalUntil(index + 1)).toBeGreaterThan(budget)
          expect(crossing.unreported).toBe(false)
        }
      }),
    )
  })

  test('is crossed by what the forecast expects, or has the rest of it left', () => {
    fc.assert(
      fc.property(budgeted, ({ of: { byDay, options, expected }, budget }) => {
        const crossing = budgetCrossing(byDay, budget, options)
        if (crossing.kind === 'crossed') return
        if (crossing.kind === 'expected') {
          const pace = made(options.pace)
          const day = daysBetween(options.today, crossing.day) + 1
          expect(creditsAfter(pace, day)).toBeGreaterThan(budget)
          if (day > 1) expect(creditsAfter(pace, day - 1)).toBeLessThanOrEqual(budget)
          expect(crossing.day < options.end).toBe(true)
        }
        expect(crossing.kind).toBe(expected > budget ? 'expected' : 'left')
        if (crossing.kind === 'left') expect(sumCredits([crossing.credits, expected])).toBe(budget)
      }),
    )
  })

  test('is never crossed earlier by being larger, and never has less of it left', () => {
    fc.assert(
      fc.property(budgeted, ({ of: { byDay, options }, budget, other }) => {
        const smaller = budgetCrossing(byDay, Math.min(budget, other), options)
        const larger = budgetCrossing(byDay, Math.max(budget, other), options)
        expect(crossedOn(smaller) <= crossedOn(larger)).toBe(true)
        if (smaller.kind === 'left' && larger.kind === 'left')
          expect(smaller.credits).toBeLessThanOrEqual(larger.credits)
      }),
    )
  })

  test('fares the same in buckets of any length', () => {
    fc.assert(
      fc.property(budgeted, ({ of: { byDay, coarse, options }, budget }) => {
        const exact = budgetCrossing(byDay, budget, options)
        const crossing = budgetCrossing(coarse, budget, options)
        if (exact.kind === 'crossed' && crossing.kind === 'crossed') {
          expect(crossing.bucket.start <= exact.bucket.start).toBe(true)
          expect(exact.bucket.end <= crossing.bucket.end).toBe(true)
        } else expect(crossing).toEqual(exact)
      }),
    )
  })
})

const crossedOn = (crossing: BudgetCrossing) =>
  crossing.kind === 'crossed'
    ? crossing.bucket.start
    : crossing.kind === 'expected'
      ? crossing.day
      : 'never'

function made<Result>(result: Result | undefined): Result {
  if (result === undefined) throw new Error('Nothing was made.')
  return result
}
