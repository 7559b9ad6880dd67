import { expect, test } from 'vitest'
import { partSentence } from './bucket-summary.ts'
import { usageSeries } from './usage-series.ts'

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
const part = series.layers.find(({ name }) => name === 'project-1')

test.each([
  [0, '1 Mar 2026, project-1: 128 credits, 41.0% of 312.'],
  [1, '2 Mar 2026, project-1: not reported.'],
  [2, '3 Mar 2026, project-1: not yet.'],
  [9, ''],
])('the part of bucket %i in words', (index, words) => {
  expect(part && partSentence(series, index, part, 'en-GB')).toBe(words)
})
