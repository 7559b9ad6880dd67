import { describe, expect, test } from 'vitest'
import type { OrganizationUsage } from '#contract/resources.ts'
import { againstPinned, bucketSentence, bucketSummary, partSentence } from './bucket-summary.ts'
import { usageDrawing } from './usage-drawing.ts'
import { usageOfMay } from './usage-examples.ts'
import { usageSeries } from './usage-series.ts'
import { byWeek } from './usage-weeks.ts'

const shape = (answer: OrganizationUsage) =>
  usageSeries(answer, { now: new Date('2026-05-22T13:00Z') })

describe('one bucket in words', () => {
  const say = (answer: OrganizationUsage, index: number) => {
    const series = shape(answer)
    const summary = bucketSummary(series, usageDrawing(series), index)
    return summary && bucketSentence(summary, 'en-GB')
  }

  test('has the parts of the chart, the largest first, and the rest together', () => {
    // Over both days p9 is the smallest, on the first it is the largest.
    const ten = Object.fromEntries(
      Array.from({ length: 10 }, (_, rank) => [`p${rank}`, [rank + 1, 1000 - rank * 10]]),
    )
    const words = say(usageOfMay(ten, [5]), 0)
    expect(words).toMatch(/^1 May 2026: 60 credits\. others \(2\) 19, 31\.7%\. p7 8, 13\.3%\. p6 7/)
    expect(words).toContain('Deleted projects 5, 8.3%.')
  })

  test('has running totals where those are drawn', () => {
    const series = shape(usageOfMay({ a: [10, 30], b: [0, 40] }, [20]))
    const summary = bucketSummary(series, usageDrawing(series, { kind: 'cumulative' }), 1)
    expect(summary && bucketSentence(summary, 'en-GB')).toBe(
      '2 May 2026: 70 credits. Since the range began 100. a 40, 40.0%. b 40, 40.0%. Deleted projects 20, 20.0%.',
    )
  })

  test('tells what is not reported, not over and not yet', () => {
    const missing = usageOfMay({ a: [1], b: [undefined] }, [], [1])
    expect(say(missing, 0)).toBe('1 May 2026: 1 credit. a 1, 100.0%. Not reported: 1 project.')
    const hole = usageOfMay({ a: [1, undefined, 1] }, [], [1, undefined, 1])
    expect(say(hole, 1)).toBe('2 May 2026: not reported.')
    const month = usageOfMay({ a: Array.from({ length: 23 }, (_, index) => (index < 22 ? 1 : 0)) })
    expect(say(month, 21)).toBe('22 May 2026: 1 credit so far. a 1, 100.0%.')
    expect(say(month, 22)).toBe('23 May 2026: not yet.')
  })
})

test('a week that the edge of the range cuts says how much of it is there', () => {
  // 1 May 2026 is a Friday, and 12 May a Tuesday.
  const days = usageOfMay({ a: Array.from({ length: 12 }, () => 1) })
  const weeks = byWeek(days, { from: '2026-05-01', to: '2026-05-13' })
  const series = usageSeries(weeks, { now: new Date('2026-06-01') })
  const drawing = usageDrawing(series)
  const say = (index: number) => {
    const summary = bucketSummary(series, drawing, index)
    const [layer] = drawing.layers
    if (!summary || !layer) throw new Error('There is no such week.')
    return [bucketSentence(summary, 'en-GB'), partSentence(series, index, layer, 'en-GB')]
  }
  expect(say(0)).toEqual([
    expect.stringMatching(/^1\s*–\s*3 May 2026, 3 of 7 days: 3 credits\./),
    expect.stringMatching(/^1\s*–\s*3 May 2026, 3 of 7 days, a: 3 credits/),
  ])
  expect(say(1)[0]).toMatch(/^4\s*–\s*10 May 2026: 7 credits\./)
  expect(say(2)[0]).toMatch(/^11\s*–\s*12 May 2026, 2 of 7 days: 2 credits\./)
})

describe('what is compared and filtered', () => {
  const series = shape(usageOfMay({ a: [10, 8], b: [5, 0] }, [1, 1]))
  const before = {
    days: 2,
    organization: [12, 9],
    projects: new Map([['id-a', [12, undefined]]]),
    deleted: [undefined, 1],
  }

  test('says how much more or less than before, of each part too', () => {
    const summary = bucketSummary(series, usageDrawing(series), 0, before)
    expect(summary?.before).toEqual({
      start: '2026-04-29',
      end: '2026-04-30',
      total: 12,
      change: 4,
      ratio: 4 / 12,
    })
    // No percentage without a base.
    expect(summary?.parts.map(({ name, change, ratio }) => [name, change, ratio])).toEqual([
      ['a', -2, -2 / 12],
      ['b', 5, undefined],
      ['Deleted projects', 1, undefined],
    ])
    expect(summary && bucketSentence(summary, 'en-GB')).toContain(
      '16 credits. 4 more than on 29 Apr 2026. a 10',
    )
    const second = bucketSummary(series, usageDrawing(series), 1, before)
    expect(second && bucketSentence(second, 'en-GB')).toContain(
      '9 credits. The same as on 30 Apr 2026.',
    )
  })

  test('says what another bucket has against a pinned one', () => {
    const march = shape(
      usageOfMay({ a: [10, 8.5, 0, undefined, ...Array.from({ length: 28 }, () => 0)] }),
    )
    const against = (pinned: number, index: number) => againstPinned(march, pinned, index, 'en-GB')
    expect(against(0, 1)).toBe('2 May 2026: 8.5 credits, −1.5 (−15.0%) against the pinned')
    expect(against(2, 0)).toBe('1 May 2026: 10 credits, +10 against the pinned')
    expect(against(0, 25)).toBe('26 May 2026: not yet')
    expect(against(0, 99)).toBeUndefined()
  })

  test('says where a subscription period begins', () => {
    const drawing = usageDrawing(series, { periods: ['2026-05-01', '2026-05-02', '2030-01-01'] })
    const words = [0, 1].map((index) => {
      const summary = bucketSummary(series, drawing, index)
      return summary && bucketSentence(summary, 'en-GB')
    })
    expect(words[0]).not.toContain('begins')
    expect(words[1]).toContain('A subscription period begins here.')
  })

  test('names what is shown alone, against the whole organization', () => {
    const drawing = usageDrawing(series, { filter: { kind: 'only', ids: ['id-b'] } })
    const summary = bucketSummary(series, drawing, 0)
    expect(summary && bucketSentence(summary, 'en-GB')).toBe(
      '1 May 2026: 16 credits. Shown: 5 credits. b 5, 31.3%.',
    )
  })
})

const point = (day: number, value: number) => ({
  start_date: `2026-03-0${day}T00:00:00Z`,
  end_date: `2026-03-0${day + 1}T00:00:00Z`,
  value,
})

const series = usageSeries(
  {
    interval: 'day',
    data_organization: [point(1, 312), point(2, 0), point(3, 0)],
    data_projects: [
      { project_id: '1', project_name: 'project-1', data: [point(1, 128), point(3, 0)] },
    ],
    data_deleted_projects: [point(1, 184), point(2, 0), point(3, 0)],
  },
  { now: new Date('2026-03-02T12:00:00Z') },
)
const part = usageDrawing(series).layers.find(({ name }) => name === 'project-1')

test.each([
  [0, '1 Mar 2026, project-1: 128 credits, 41.0% of 312.'],
  [1, '2 Mar 2026, project-1: not reported.'],
  [2, '3 Mar 2026, project-1: not yet.'],
  [9, ''],
])('the part of bucket %i in words', (index, words) => {
  expect(part && partSentence(series, index, part, 'en-GB')).toBe(words)
})
