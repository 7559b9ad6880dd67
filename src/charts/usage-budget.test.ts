import { describe, expect, test } from 'vitest'
import { addDays } from '../lib/dates.ts'
import { budgetCrossing, budgetSentence } from './usage-budget.ts'
import { usagePace } from './usage-forecast.ts'
import type { Bucket, Values } from './usage-series.ts'

const range = { from: '2026-05-01', to: '2026-06-01' }

/** Buckets of so many days from 1 May 2026, as they are on `today`. */
function shown(values: Values, today: string, length = 1) {
  const buckets = values.map((_, index): Bucket => {
    const [start, end] = [0, 1].map((more) => addDays(range.from, (index + more) * length)) as [
      string,
      string,
    ]
    const state = end <= today ? 'finished' : start > today ? 'future' : 'unfinished'
    return { start, end, state }
  })
  return { buckets, organization: { values, total: undefined } }
}

const days = (values: Values) =>
  values.map((value, index) => ({ start: addDays(range.from, index), value }))

/** What becomes of a budget in May 2026 by `values` by day, of which the last is today's. */
function crossing(values: Values, budget: number) {
  const today = addDays(range.from, values.length - 1)
  const pace = usagePace(days(values), range, today)
  return budgetCrossing(shown(values, today), budget, { today, end: range.to, pace })
}

const say = (values: Values, budget: number) =>
  budgetSentence(crossing(values, budget), budget, { locale: 'en-GB' })

describe('what was crossed', () => {
  test('was crossed on the first day on which the total is more', () => {
    expect(say([10, 10, 10, 10, 0], 25)).toBe(
      'Your budget of 25 credits was crossed on 3 May 2026.',
    )
    expect(say([10, 10, 10, 10, 0], 20)).toBe(
      'Your budget of 20 credits was crossed on 3 May 2026.',
    )
    expect(say([10, 10, 10, 10, 0], 1)).toBe('Your budget of 1 credit was crossed on 1 May 2026.')
  })

  test('may be crossed by what today has already, long before there is a pace', () => {
    expect(say([10, 50], 50)).toBe('Your budget of 50 credits was crossed on 2 May 2026.')
  })

  test('is told by the week or month where those are shown', () => {
    const options = { today: '2027-01-01', end: '2026-07-03', pace: undefined }
    const of = (length: number) =>
      budgetSentence(budgetCrossing(shown([10, 10], '2027-01-01', length), 15, options), 15, {
        locale: 'en-GB',
      })
    expect(of(7).replaceAll(/\s–\s/g, '–')).toBe(
      'Your budget of 15 credits was crossed in 8–14 May 2026.',
    )
    expect(
      budgetSentence(
        {
          kind: 'crossed',
          bucket: { start: '2026-03-01', end: '2026-04-01', state: 'finished' },
          unreported: false,
        },
        5000,
        { locale: 'en-GB' },
      ),
    ).toBe('Your budget of 5,000 credits was crossed in Mar 2026.')
  })

  test('has what it is a budget of, where only a part is shown', () => {
    const over = { kind: 'left' as const, credits: 1, paceDays: undefined }
    expect(budgetSentence(over, 5000, { of: 'all projects', locale: 'en-GB' })).toBe(
      '1 credit of your budget of 5,000 for all projects is left at the end of the range.',
    )
  })

  test('stays crossed where credits are given back', () => {
    expect(crossing([10, 30, -25, 0], 35)).toMatchObject({
      kind: 'crossed',
      bucket: { start: '2026-05-02' },
    })
  })

  test('may have been crossed before, where a day before is not reported', () => {
    expect(say([10, undefined, 10, 10, 0], 25)).toBe(
      'Your budget of 25 credits was crossed on 4 May 2026 at the latest: not all days before are reported.',
    )
    expect(say([10, 20, undefined, 10, 0], 25)).toBe(
      'Your budget of 25 credits was crossed on 2 May 2026.',
    )
  })

  test('is added up in whole millionths', () => {
    expect(crossing([0.1, 0.2, 0, 0], 0.3).kind).toBe('expected')
    expect(crossing([0.1, 0.200001, 0, 0], 0.3).kind).toBe('crossed')
  })
})

describe('what is to come', () => {
  test('is crossed on the day on which the pace leads beyond it', () => {
    // 70 in a week; on 8 May, which has 4 already, 10 are expected.
    const week = [10, 10, 10, 10, 10, 10, 10, 4]
    expect(crossing(week, 79)).toEqual({ kind: 'expected', day: '2026-05-08', paceDays: 7 })
    expect(crossing(week, 80)).toEqual({ kind: 'expected', day: '2026-05-09', paceDays: 7 })
    expect(crossing(week, 309.999999)).toEqual({ kind: 'expected', day: '2026-05-31', paceDays: 7 })
    expect(say(week, 200)).toBe(
      'Your budget of 200 credits is crossed on 21 May 2026 if the last 7 finished days continue.',
    )
  })

  test('has a rest at the end, about as large as the pace says', () => {
    const week = [10, 10, 10, 10, 10, 10, 10, 4]
    expect(crossing(week, 310)).toEqual({ kind: 'left', credits: 0, paceDays: 7 })
    expect(say(week, 1234.56)).toBe(
      'About 924.6 credits of your budget of 1,234.56 are left at the end of the range if the last 7 finished days continue.',
    )
  })

  test('counts today with what it has where that is more than the pace', () => {
    // 30 and 25 today, then 10 on each of 27 days.
    expect(crossing([10, 10, 10, 25], 325)).toEqual({ kind: 'left', credits: 0, paceDays: 3 })
    expect(crossing([10, 10, 10, 25], 64)).toEqual({
      kind: 'expected',
      day: '2026-05-05',
      paceDays: 3,
    })
  })

  test('is told to the day where weeks are shown, too', () => {
    const values = [10, 10, 10, 10, 10, 10, 10, 10, 10, 4]
    const today = '2026-05-10'
    const options = { today, end: range.to, pace: usagePace(days(values), range, today) }
    expect(budgetCrossing(shown([70, 24], today, 7), 200, options)).toEqual(crossing(values, 200))
  })
})

describe('what is over', () => {
  const over = (values: Values, budget: number, today = '2026-08-01') => {
    const end = '2026-05-04'
    // Its pace would lead beyond every budget.
    const pace = usagePace(days([500, 500, 500]), range, '2026-05-04')
    return budgetSentence(
      budgetCrossing(shown(values, today), budget, { today, end, pace }),
      budget,
      { locale: 'en-GB' },
    )
  }

  test('has left what was not used, exactly', () => {
    expect(over([1000, 1000, 1795.5], 5000)).toBe(
      '1,204.5 credits of your budget of 5,000 are left at the end of the range.',
    )
    expect(over([1, 1, 2], 4, '2026-05-04')).toBe(
      '0 credits of your budget of 4 are left at the end of the range.',
    )
    expect(over([1, 1, 2], 5)).toBe('1 credit of your budget of 5 is left at the end of the range.')
  })

  test('is not known where a day is not reported', () => {
    expect(over([1, undefined, 2], 5)).toBe(
      'Whether your budget of 5 credits lasts cannot be said: not all finished days are reported.',
    )
    expect(over([], 5)).toMatch(/^Whether/)
  })
})

describe('what cannot be known', () => {
  test('waits for three finished days', () => {
    expect(say([1, 2, 0], 100)).toBe(
      'Whether your budget of 100 credits lasts can be said once 3 days of the range are finished.',
    )
    expect(crossing([1, 2, 3, 0], 100).kind).toBe('left')
  })

  test('is what depends on a day that is not reported', () => {
    expect(crossing([1, undefined, 3, 4, 0], 100)).toEqual({
      kind: 'unknown',
      reason: 'unreported',
    })
    // Within a week that is reported: the pace would know.
    for (const today of ['2026-05-04', '2026-05-10'])
      expect(
        budgetCrossing(shown([70, 24], today, 7), 200, { today, end: range.to, pace: undefined }),
      ).toEqual({ kind: 'unknown', reason: 'unreported' })
  })

  test('is not today, which need not be reported yet', () => {
    expect(crossing([1, 2, 3, undefined], 100)).toEqual({ kind: 'left', credits: 38, paceDays: 3 })
  })
})
