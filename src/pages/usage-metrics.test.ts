import { expect, test } from 'vitest'
import { shownMetrics } from './usage-metrics.tsx'

const august = { start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z' }

test('each kind of object and metric has its name, its days, its total, and its unit where that is known', () => {
  expect(
    shownMetrics([
      {
        object_type: 'deployment_version',
        metric: 'credits',
        usage: [{ ...august, value: 1484124 }],
      },
      {
        object_type: 'pipeline_version',
        metric: 'input_volume',
        usage: [{ ...august, value: 1840 }],
      },
      {
        object_type: 'pipeline_version',
        metric: 'output_volume',
        usage: [{ ...august, value: 0 }],
      },
    ]),
  ).toMatchObject([
    {
      name: 'Credits',
      object: 'Deployment versions',
      unit: 'credits',
      days: { from: '2019-08-01', to: '2019-09-01' },
      total: 1484124,
    },
    { name: 'Input volume', object: 'Pipeline versions', unit: undefined, total: 1840 },
    { name: 'Output volume', object: 'Pipeline versions', unit: undefined, total: 0 },
  ])
})

test('what nobody documented keeps its name, and is not added up', () => {
  const usage = [
    { start_date: '2019-08-01T00:00:00Z', end_date: '2019-08-02T00:00:00Z', value: 3 },
    { start_date: '2019-08-02T00:00:00Z', end_date: '2019-08-03T00:00:00Z', value: 5 },
  ]
  const [several] = shownMetrics([{ object_type: 'bucket', metric: 'instances', usage }])
  expect(several).toMatchObject({ name: 'instances', object: 'bucket', total: undefined })
  const [single] = shownMetrics([
    { object_type: 'bucket', metric: 'instances', usage: usage.slice(0, 1) },
  ])
  expect(single).toMatchObject({ total: 3 })
})

test('spans are in order, their days are UTC, and their credits are added up exactly', () => {
  const [metric] = shownMetrics([
    {
      object_type: 'deployment_version',
      metric: 'credits',
      usage: [
        { start_date: '2019-08-02T00:00:00Z', end_date: '2019-08-03T00:00:00Z', value: 0.2 },
        { start_date: '2019-07-31T23:00:00-01:00', end_date: '2019-08-02', value: 0.1 },
        { start_date: '2019-08-03T00:00:00Z', end_date: '2019-08-03T00:00:00Z', value: 0 },
      ],
    },
  ])
  expect(metric).toMatchObject({
    spans: [
      { start: '2019-08-01', end: '2019-08-02', value: 0.1 },
      { start: '2019-08-02', end: '2019-08-03', value: 0.2 },
      { start: '2019-08-03', end: '2019-08-04', value: 0 },
    ],
    days: { from: '2019-08-01', to: '2019-08-04' },
    total: 0.3,
  })
})

test('a metric without a number stays, without days', () => {
  expect(
    shownMetrics([{ object_type: 'deployment_version', metric: 'credits', usage: [] }]),
  ).toMatchObject([{ name: 'Credits', spans: [], days: undefined, total: undefined }])
})
