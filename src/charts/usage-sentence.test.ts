import { describe, expect, test } from 'vitest'
import type { OrganizationUsage } from '#contract/resources.ts'
import { addDays } from '../lib/dates.ts'
import { compareUsage, type UsageComparison } from './usage-comparison.ts'
import { usageSentence } from './usage-sentence.ts'
import { usageSeries } from './usage-series.ts'

const day = (value: number, index: number) => ({
  start_date: `${addDays('2026-03-01', index)}T00:00:00Z`,
  end_date: `${addDays('2026-03-01', index + 1)}T00:00:00Z`,
  value,
})
const month = (value: number, index: number) => ({
  start_date: `2026-0${index + 1}-01T00:00:00Z`,
  end_date: `2026-0${index + 2}-01T00:00:00Z`,
  value,
})

/** The answer for an organization and its projects; days begin on 1 March 2026, months with January. */
function usage(
  organization: number[],
  projects: Record<string, number[]> = {},
  interval: 'day' | 'month' = 'day',
) {
  const point = interval === 'day' ? day : month
  return {
    interval,
    data_organization: organization.map(point),
    data_projects: Object.entries(projects).map(([name, values]) => ({
      project_id: name,
      project_name: name,
      data: values.map(point),
    })),
    data_deleted_projects: [],
  } satisfies OrganizationUsage
}
const shown = (answer: OrganizationUsage, now = '2026-09-01') =>
  usageSeries(answer, { now: new Date(now) })

const sentence = (
  answer: OrganizationUsage,
  options: { comparison?: UsageComparison; days?: number } = {},
) => usageSentence(shown(answer), { locale: 'en-GB', ...options })

/** The words on the change alone, from one bucket that had `previous` before. */
function change(current: number, previous: number, days?: number) {
  const answer = usage([current])
  const comparison = compareUsage(answer, usage([previous]))
  return sentence(answer, { comparison, ...(days && { days }) })
}

test('says the total, the change, the highest bucket and the share of the largest project', () => {
  const answer = usage([2000, 1500, 2512], {
    'project-2': [1000, 500, 1000],
    'project-1': [1000, 1000, 1512],
  })
  const comparison = compareUsage(answer, usage([5000, 259]))
  expect(sentence(answer, { comparison, days: 30 })).toBe(
    '6,012 credits, 14.3% above the 30 days before; highest on 3 Mar 2026; project-1 is 58.4%.',
  )
  expect(usageSentence(shown(answer), { comparison, days: 30, locale: 'de' })).toMatch(
    /^6\.012 credits, 14,3\s% above .* 3\. März 2026; project-1 is 58,4\s%\.$/,
  )
})

test("names what it is compared with, where that isn't the days directly before", () => {
  const answer = usage([15])
  const comparison = compareUsage(answer, usage([10]))
  const before = 'the first day of the period before'
  expect(usageSentence(shown(answer), { comparison, days: 1, before, locale: 'en-GB' })).toBe(
    '15 credits, 50.0% above the first day of the period before.',
  )
})

describe('the change', () => {
  test('is above, below or the same', () => {
    expect(change(114, 100, 30)).toBe('114 credits, 14.0% above the 30 days before.')
    expect(change(86, 100, 30)).toBe('86 credits, 14.0% below the 30 days before.')
    expect(change(0, 100, 30)).toBe('0 credits, 100.0% below the 30 days before.')
    expect(change(100, 100, 30)).toBe('100 credits, the same as the 30 days before.')
    expect(change(0, 0, 30)).toBe('0 credits, the same as the 30 days before.')
    expect(change(99999.5, 100000, 1)).toBe('99,999.5 credits, <0.1% below the day before.')
  })

  test('is told in credits where there is no base', () => {
    expect(change(6012, 0, 30)).toBe(
      '6,012 credits, 6,012 more than the 30 days before, which had none.',
    )
    expect(change(-2, 0, 30)).toBe('-2 credits, 2 less than the 30 days before, which had none.')
    expect(change(5, -1, 30)).toBe('5 credits, 6 more than the 30 days before.')
  })

  test('is told without the number of days and left out without totals', () => {
    expect(change(114, 100)).toBe('114 credits, 14.0% above the days before.')
    expect(sentence(usage([5]))).toBe('5 credits.')
    expect(sentence(usage([5]), { comparison: compareUsage(usage([5]), usage([])) })).toBe(
      '5 credits.',
    )
  })

  test('names the days it compares where the total has more', () => {
    const finished = usage([10, 10])
    const withToday = usage([10, 10, 1])
    const against = (previous: number[]) =>
      sentence(withToday, { comparison: compareUsage(finished, usage(previous)), days: 2 })
    expect(against([16])).toBe('21 credits, the first 2 days 25.0% above the 2 days before.')
    expect(against([20])).toBe('21 credits, the first 2 days the same as the 2 days before.')
    expect(against([0])).toBe(
      '21 credits, the first 2 days 20 more than the 2 days before, which had none.',
    )
  })
})

describe('the highest bucket', () => {
  test('is on a day, in a month, and in any other span', () => {
    expect(sentence(usage([1, 3, 2]))).toBe('6 credits; highest on 2 Mar 2026.')
    expect(sentence(usage([1, 2, 3], {}, 'month'))).toBe('6 credits; highest in Mar 2026.')
    const odd = usage([1, 2])
    odd.data_organization[1] = {
      start_date: '2026-03-02T00:00:00Z',
      end_date: '2026-03-09T00:00:00Z',
      value: 2,
    }
    expect(sentence(odd)).toMatch(/^3 credits; highest in 2\s?–\s?8 Mar 2026\.$/)
  })

  test('is left out where it is the only one, shared, or without credits', () => {
    expect(sentence(usage([4]))).toBe('4 credits.')
    expect(sentence(usage([4, 4]))).toBe('8 credits.')
    expect(sentence(usage([0, 0]))).toBe('0 credits.')
    expect(sentence(usage([0, -1]))).toBe('-1 credits.')
  })

  test('is not compared with days that have not begun', () => {
    const running = shown(usage([4, 0, 0]), '2026-03-01T12:00Z')
    expect(usageSentence(running, { locale: 'en-GB' })).toBe('4 credits.')
  })
})

test('only a project with credits is named', () => {
  const deleted = { ...usage([4]), data_deleted_projects: [day(4, 0)] }
  expect(sentence(deleted)).toBe('4 credits.')
  expect(sentence(usage([4], { idle: [0] }))).toBe('4 credits.')
  expect(sentence(usage([4], { a: [1], b: [3] }))).toBe('4 credits; b is 75.0%.')
  expect(sentence(usage([1], { a: [1] }))).toBe('1 credit; a is 100.0%.')
})

test('an answer without the organization is not one of no credits', () => {
  expect(sentence(usage([], { a: [1] }))).toBe('Credits are not reported.')
})

test('whatever the answer, no number is NaN or infinite', () => {
  let seed = 1
  const random = () => ((seed = (seed * 1664525 + 1013904223) % 2 ** 32), seed / 2 ** 32)
  const values = () =>
    Array.from({ length: Math.floor(random() * 5) }, () => Math.floor(random() * 3))
  for (let index = 0; index < 2000; index++) {
    const answer = usage(values(), { a: values(), b: values() })
    const comparison = compareUsage(answer, usage(values()))
    const text = sentence(answer, { comparison, days: index % 40 })
    expect(text).not.toMatch(/NaN|∞|undefined|false|null|--/)
    expect(text).toMatch(/^[^.].*[^.]\.$/)
  }
})
