import { describe, expect, test } from 'vitest'
import type { OrganizationUsage } from '#contract/resources.ts'
import { bucketSentence, bucketSummary, partSentence } from './bucket-summary.ts'
import { usageDrawing } from './usage-drawing.ts'
import { usageOfMay } from './usage-examples.ts'
import { usageSeries } from './usage-series.ts'

const shape = (answer: OrganizationUsage) =>
  usageSeries(answer, { now: new Date('2026-05-22T13:00Z') })

describe('one bucket in words', () => {
  const say = (answer: OrganizationUsage, index: number, most?: number) => {
    const series = shape(answer)
    const summary = bucketSummary(series, usageDrawing(series), index, undefined, most)
    return summary && bucketSentence(summary, 'en-GB')
  }

  test('has the largest parts first and the rest together', () => {
    const answer = usageOfMay({ a: [10], b: [60], c: [20], d: [5] }, [5])
    expect(say(answer, 0, 2)).toBe('1 May 2026: 100 credits. b 60, 60.0%. c 20, 20.0%. 3 more 20.')
    expect(say(answer, 0, 4)).toContain('Deleted projects 5, 5.0%.')
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

describe('what is compared and filtered', () => {
  const series = shape(usageOfMay({ a: [10, 8], b: [5, 0] }, [1, 1]))
  const before = {
    organization: [12, 9],
    projects: new Map([['id-a', [12, undefined]]]),
    deleted: [undefined, 1],
  }

  test('says how much more or less than before, of each part too', () => {
    const summary = bucketSummary(series, usageDrawing(series), 0, before)
    expect(summary?.change).toBe(4)
    expect(summary?.parts.map(({ row, change }) => [row.name, change])).toEqual([
      ['a', -2],
      ['b', 5],
      ['Deleted projects', 1],
    ])
    expect(summary && bucketSentence(summary, 'en-GB')).toContain(
      '16 credits. 4 more than before. a 10',
    )
    const second = bucketSummary(series, usageDrawing(series), 1, before)
    expect(second && bucketSentence(second, 'en-GB')).toContain('9 credits. The same as before.')
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
