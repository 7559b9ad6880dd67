/** Whatever a server answers: the usage is shown, or it is said what is wrong with the answer. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ApiError } from '#contract/errors.ts'
import { ranges, usageIn } from '../charts/usage-arbitraries.ts'
import { chartKinds, usageDrawing } from '../charts/usage-drawing.ts'
import { longCsv, usageMarkdown, wideCsv } from '../charts/usage-export.ts'
import { usageSentence } from '../charts/usage-sentence.ts'
import { formatBucket, formatWhen } from '../lib/dates.ts'
import { shownMetrics } from './usage-metrics.tsx'
import { readUsage, type UsageAnswer } from './usage-reading.ts'

const oddities = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.double(),
  fc.constantFrom<unknown[]>(
    1e308,
    -1e308,
    2 ** 53,
    1e-320,
    '2026-02-30',
    '2026-02-31T00:00:00Z',
    '0000-01-01',
    '9999-12-31',
    '10000-01-01',
    '2026-03-01T99:99:99Z',
    'day',
    '',
  ),
)

/** The same JSON with one value, wherever it is, replaced. */
function replaced(json: unknown, path: number[], by: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof json !== 'object' || json === null) return by
  const entries = Object.entries(json)
  const chosen = entries[step % Math.max(1, entries.length)]
  if (!chosen) return by
  const [key, value] = chosen
  const next = replaced(value, rest, by)
  return Array.isArray(json) ? json.with(Number(key), next) : { ...json, [key]: next }
}

const paths = fc.array(fc.nat(1000), { maxLength: 5 })
const broken = ranges.chain((range) =>
  fc
    .tuple(usageIn(range), fc.array(fc.tuple(paths, oddities), { minLength: 1, maxLength: 4 }))
    .map(([usage, changes]) => ({
      range,
      answer: changes.reduce<unknown>((json, [path, by]) => replaced(json, path, by), usage),
    })),
)
const metrics = fc
  .tuple(
    ranges.chain((range) => usageIn(range)),
    fc.array(fc.tuple(paths, oddities)),
  )
  .map(([{ data_organization: usage }, changes]) =>
    changes.reduce<unknown>(
      (json, [path, by]) => replaced(json, path, by),
      [
        { object_type: 'deployment_version', metric: 'credits', usage },
        { object_type: 'pipeline_version', metric: 'other', usage },
      ],
    ),
  )

const bytes = (answer: unknown) => [new TextEncoder().encode(JSON.stringify(answer))]
const intervals = fc.constantFrom('day' as const, 'week' as const, 'month' as const)

function shown(answer: UsageAnswer) {
  if (answer.kind === 'metrics') return shownMetrics(answer.metrics)
  const { series, interval } = answer
  const of = { organization: 'acme', interval, series, made: new Date() }
  return [
    ...chartKinds.map((kind) => usageDrawing(series, { kind })),
    ...series.buckets.map(({ start, end }) => [formatBucket(start, end), formatWhen(start, end)]),
    usageSentence(series),
    [...longCsv(of)].join(''),
    [...wideCsv(of)].join(''),
    usageMarkdown(of),
  ]
}

function readAndShow(answer: unknown, days: Parameters<typeof readUsage>[1]) {
  let read: UsageAnswer
  try {
    read = readUsage(bytes(answer), days)
  } catch (error) {
    expect(error).toBeInstanceOf(ApiError)
    return
  }
  shown(read)
}

test('usage with anything in the place of anything', () => {
  fc.assert(
    fc.property(broken, intervals, fc.boolean(), ({ range, answer }, interval, asked) =>
      readAndShow(answer, { range: asked ? range : undefined, interval }),
    ),
    { numRuns: 500 },
  )
})

test('the older usage with anything in the place of anything', () => {
  fc.assert(
    fc.property(metrics, intervals, (answer, interval) =>
      readAndShow(answer, { range: undefined, interval }),
    ),
    { numRuns: 500 },
  )
})
