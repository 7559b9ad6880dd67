import { expect, test } from 'vitest'
import { ApiError } from '#contract/errors.ts'
import { readUsage, usageMessages, type UsageAnswer, type UsageMessage } from './usage-reading.ts'

const bytes = (answer: unknown) => [
  new TextEncoder().encode(typeof answer === 'string' ? answer : JSON.stringify(answer)),
]

const point = (day: string, value: number) => ({
  start_date: `${day}T00:00:00Z`,
  end_date: new Date(Date.parse(day) + 86_400_000).toISOString(),
  value,
})

/** Days from Monday, 4 May 2020. */
const day = (index: number) => new Date(Date.UTC(2020, 4, 4 + index)).toISOString().slice(0, 10)

/** `projects` × `days`, of which each day of each project is one credit. */
const usage = (projects: number, days: number) => {
  const series = (value: number) =>
    Array.from({ length: days }, (_, index) => point(day(index), value))
  return {
    interval: 'day',
    data_organization: series(projects),
    data_projects: Array.from({ length: projects }, (_, index) => ({
      project_id: `id-${index}`,
      project_name: `project-${String(index).padStart(5, '0')}`,
      data: series(1),
    })),
    data_deleted_projects: series(0),
  }
}

const metrics = [
  { object_type: 'deployment_version', metric: 'credits', usage: [point('2020-05-04', 5)] },
]

const seriesOf = (answer: UsageAnswer) => {
  if (answer.kind !== 'series') throw new Error('This is no series.')
  return answer.series
}

test('reads days as they are, and adds them up to weeks', () => {
  const byDay = readUsage(bytes(usage(2, 10)), { range: undefined, interval: 'day' })
  expect(byDay).toMatchObject({ interval: 'day', series: { organization: { total: 20 } } })
  expect(seriesOf(byDay).buckets).toHaveLength(10)
  const byWeek = readUsage(bytes(usage(2, 10)), { range: undefined, interval: 'week' })
  expect(byWeek).toMatchObject({
    interval: 'week',
    series: { organization: { values: [14, 6], total: 20 } },
  })
  // A server that knows no days answers months all the same.
  const byMonth = { ...usage(2, 10), interval: 'month' }
  expect(readUsage(bytes(byMonth), { range: undefined, interval: 'week' })).toMatchObject({
    interval: 'month',
  })
})

test('what the answer leaves out of the range that was asked for is not reported', () => {
  const answer = readUsage(bytes(usage(1, 2)), {
    range: { from: '2020-05-03', to: '2020-05-07' },
    interval: 'day',
  })
  expect(seriesOf(answer).organization).toEqual({ values: [undefined, 1, 1, undefined], total: 2 })
})

test('the older answer is of a kind of its own, whatever the interval', () => {
  for (const interval of ['day', 'week', 'month'] as const)
    expect(readUsage(bytes(metrics), { range: undefined, interval })).toEqual({
      kind: 'metrics',
      metrics,
    })
})

test('an answer of unknown shape is an error that holds it', () => {
  const days = { range: undefined, interval: 'day' } as const
  for (const [answer, kept] of [
    ['<html>', '<html>'],
    [{ interval: 'hour' }, '{\n  "interval": "hour"\n}'],
  ] as const) {
    expect(() => readUsage(bytes(answer), days)).toThrow(ApiError)
    const [failure, ...more] = usageMessages({ bytes: bytes(answer), days })
    expect(more).toEqual([])
    expect(failure).toEqual({
      kind: 'failure',
      failure: { kind: 'unexpected', message: expect.any(String), answer: kept },
    })
  }
})

/** How many values somebody who receives a message has to take in. */
const weight = (message: UsageMessage) =>
  message.kind === 'rows' ? message.rows.reduce((sum, { values }) => sum + values.length + 1, 0) : 0

test.each([
  [3, 2],
  [300, 366],
  [30_000, 1],
])('%i projects × %i days come in small messages that are the whole', (projects, count) => {
  const job = {
    bytes: bytes(usage(projects, count)),
    days: { range: undefined, interval: 'day' },
  } as const
  const messages = [...usageMessages(job)]
  const whole = readUsage(job.bytes, job.days)
  const last = messages.pop()
  if (last?.kind !== 'answer' || last.answer.kind !== 'series') throw new Error('No series came.')
  const rows = messages.flatMap((message) => (message.kind === 'rows' ? message.rows : []))
  expect({ ...last.answer.series, rows }).toEqual(seriesOf(whole))
  expect(last.answer.series.rows).toEqual([])
  expect(Math.max(...messages.map(weight))).toBeLessThanOrEqual(20_000)
  // The first says how many there will be, before it takes long.
  expect(messages[0]).toEqual({ kind: 'rows', rows: [], projects })
})

test('the older answer comes in one message', () => {
  const days = { range: undefined, interval: 'day' } as const
  expect([...usageMessages({ bytes: bytes(metrics), days })]).toEqual([
    { kind: 'answer', answer: { kind: 'metrics', metrics } },
  ])
})
