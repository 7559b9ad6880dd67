import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { OrganizationUsage, UsagePoint } from '#contract/resources.ts'
import { sumCredits } from '../lib/credits.ts'
import { addDays, formatRange } from '../lib/dates.ts'
import { usageDrawing } from './usage-drawing.ts'
import {
  exportFileName,
  longCsv,
  reportTitle,
  usageJson,
  usageMarkdown,
  usageTsv,
  whyNotExport,
  wideCsv,
  type UsageExport,
} from './usage-export.ts'
import type { UsageFilter } from './usage-filter.ts'
import { usageSeries } from './usage-series.ts'
import { byWeek } from './usage-weeks.ts'

const made = new Date('2026-03-03T13:05:09.123Z')

const points = (values: (number | undefined)[]): UsagePoint[] =>
  values.flatMap((value, index) => {
    const start = addDays('2026-03-01', index)
    const dates = { start_date: `${start}T00:00:00Z`, end_date: `${addDays(start, 1)}T00:00:00Z` }
    return value === undefined ? [] : [{ ...dates, value }]
  })

/** Days from 1 March 2026; 3 March is today. */
const exported = (
  projects: Record<string, (number | undefined)[]>,
  deleted: (number | undefined)[],
  organization: (number | undefined)[],
): UsageExport => {
  const usage: OrganizationUsage = {
    interval: 'day',
    data_organization: points(organization),
    data_projects: Object.entries(projects).map(([name, values], index) => ({
      project_id: `id-${index}`,
      project_name: name,
      data: points(values),
    })),
    data_deleted_projects: points(deleted),
  }
  return {
    organization: 'acme',
    interval: 'day',
    series: usageSeries(usage, { now: made }),
    made,
  }
}

/** The last day has not begun. `beta` leaves out 2 March; on it, 4 credits are in no project. */
const usual = () =>
  exported(
    { beta: [0.1, undefined, 0.2, 0], alpha: [1000, 20.000001, 0, 0] },
    [5, 0, 0, 0],
    [1005.1, 24.000001, 0.2, 0],
  )

const instants = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05'].map(
  (day) => `${day}T00:00:00Z`,
)
const [first, second, third, fourth, fifth] = instants

const read = (csv: string): string[][] => parse(csv, { record_delimiter: '\r\n' })
const readNumber = (cell: string | undefined) => (cell ? Number(cell) : undefined)

const hostile = [
  "=cmd|' /C calc'!A0",
  '+1',
  '-2',
  '@SUM(A1)',
  'comma, "quote"',
  'two\r\nlines',
  '\tindented',
  '"=1"',
  '🧪 Zoë',
]
const hostileUsage = () =>
  exported(
    Object.fromEntries(hostile.map((name, index) => [name, [hostile.length - index]])),
    [0],
    [45],
  )

describe('the long CSV', () => {
  test('has a line for each reported value of a bucket that has begun', () => {
    expect(read([...longCsv(usual())].join(''))).toEqual([
      ['start_date', 'end_date', 'project_id', 'project', 'credits', 'complete'],
      [first, second, 'id-1', 'alpha', '1000', 'true'],
      [first, second, 'id-0', 'beta', '0.1', 'true'],
      [first, second, '', 'Deleted projects', '5', 'true'],
      [first, second, '', 'Not attributed', '0', 'true'],
      [second, third, 'id-1', 'alpha', '20.000001', 'true'],
      [second, third, '', 'Deleted projects', '0', 'true'],
      [second, third, '', 'Not attributed', '4', 'true'],
      [third, fourth, 'id-1', 'alpha', '0', 'false'],
      [third, fourth, 'id-0', 'beta', '0.2', 'false'],
      [third, fourth, '', 'Deleted projects', '0', 'false'],
      [third, fourth, '', 'Not attributed', '0', 'false'],
    ])
  })

  test('adds up to the organization', () => {
    const { series, ...rest } = usual()
    const credits = read([...longCsv({ series, ...rest })].join('')).slice(1)
    expect(sumCredits(credits.map((line) => Number(line[4])))).toBe(series.organization.total)
  })
})

describe.each([
  ['the wide CSV', (of: UsageExport) => read([...wideCsv(of)].join(''))],
  [
    'the wide table to paste',
    (of: UsageExport) =>
      [...usageTsv(of)]
        .join('')
        .split('\n')
        .map((line) => line.split('\t')),
  ],
])('%s', (_, table) => {
  test('is the table as it is shown, and tells what is not complete', () => {
    expect(table(usual())).toEqual([
      [
        'project_id',
        'project',
        'total',
        'complete',
        'share',
        `${first}/${second}`,
        `${second}/${third}`,
        `${third}/${fourth} so far`,
        `${fourth}/${fifth}`,
      ],
      ['id-1', 'alpha', '1020.000001', 'false', '0.990965', '1000', '20.000001', '0', ''],
      ['id-0', 'beta', '0.3', 'false', '0.000291', '0.1', '', '0.2', ''],
      ['', 'Deleted projects', '5', 'false', '0.004858', '5', '0', '0', ''],
      ['', 'Not attributed', '4', 'false', '0.003886', '0', '4', '0', ''],
      ['', 'Organization', '1029.300001', 'false', '1', '1005.1', '24.000001', '0.2', ''],
    ])
    expect(table(exported({ a: [1, 2] }, [0], [1, 2])).map((line) => line[3])).toEqual([
      'complete',
      ...Array(3).fill('true'),
    ])
  })

  test('has the changes, and both ends of a week that is cut', () => {
    const days = {
      interval: 'day' as const,
      data_organization: points([1, 2]),
      data_projects: [],
      data_deleted_projects: points([1, 2]),
    }
    // 1 March 2026 is a Sunday.
    const series = usageSeries(byWeek(days), { now: made })
    const values = new Map([[':deleted', -4]])
    const columns = [{ id: 'change', label: 'Change', signed: true, values, total: -4 }]
    expect(table({ ...usual(), series, columns })).toEqual([
      [
        'project_id',
        'project',
        'total',
        'complete',
        'share',
        'change',
        `${first}/${second}`,
        `${second}/${third}`,
      ],
      ['', 'Deleted projects', '3', 'true', '1', '-4', '1', '2'],
      ['', 'Organization', '3', 'true', '1', '-4', '1', '2'],
    ])
  })

  test('reads back as the series', () => {
    const of = usual()
    const { rows, organization } = of.series
    const lines = table(of).slice(1)
    for (const [index, { total, values }] of [...rows, organization].entries()) {
      const line = lines[index] ?? []
      expect(readNumber(line[2])).toBe(total)
      // All but the day that has not begun.
      expect(line.slice(5, 8).map(readNumber)).toEqual(values.slice(0, 3))
    }
  })

  test('leaves the total of a project empty that is not reported at all', () => {
    const lines = table(exported({ silent: [undefined] }, [0], [0]))
    expect(lines[1]).toEqual(['id-0', 'silent', '', 'true', '', ''])
  })
})

describe('names that mean something to a spreadsheet', () => {
  const safe = [
    "'=cmd|' /C calc'!A0",
    "'+1",
    "'-2",
    "'@SUM(A1)",
    'comma, "quote"',
    'two\r\nlines',
    "'\tindented",
    '"=1"',
    '🧪 Zoë',
  ]

  test('read back from both CSVs', () => {
    const wide = read([...wideCsv(hostileUsage())].join('')).slice(1, -2)
    expect(wide.map(([, name]) => name)).toEqual(safe)
    const long = read([...longCsv(hostileUsage())].join('')).slice(1, -1)
    expect(long.map((line) => line[3])).toEqual(safe)
    expect(long.map((line) => Number(line[4]))).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
  })

  test('keep to their cell when pasted', () => {
    const lines = [...usageTsv(hostileUsage())].join('').split('\n')
    expect(lines).toHaveLength(hostile.length + 3)
    expect(new Set(lines.map((line) => line.split('\t').length))).toEqual(new Set([6]))
    expect(lines[6]).toBe('id-5\ttwo lines\t4\ttrue\t0.088889\t4')
  })

  test('that turn words round are written exactly in files, and shown in what people read', () => {
    const name = 'gpj\u202eemca'
    const of = { ...exported({ [name]: [1] }, [], [1]), organization: name }
    for (const file of [wideCsv(of), longCsv(of), usageTsv(of), usageJson(of)])
      expect([...file].join('')).toContain(name)
    const shown = String.raw`| gpj\[U+202E\]emca | 1 |`
    expect(usageMarkdown(of, 'en-GB')).toContain(shown)
    expect(usageMarkdown(of, 'en-GB')).toContain('## Usage of gpj[U+202E]emca, ')
    expect(usageMarkdown(of, 'en-GB')).not.toContain(name)
  })

  test('read back from JSON unchanged', () => {
    const { projects } = JSON.parse([...usageJson(hostileUsage())].join(''))
    expect(projects.map(({ project_name }: { project_name: string }) => project_name)).toEqual(
      hostile,
    )
  })
})

describe('JSON', () => {
  test('has everything, with null for what is not reported or has not begun', () => {
    const json = [...usageJson(usual())].join('')
    expect(JSON.parse(json)).toEqual({
      organization: 'acme',
      unit: 'credits',
      interval: 'day',
      start_date: first,
      end_date: fifth,
      made: '2026-03-03T13:05:09Z',
      buckets: [
        { start_date: first, end_date: second, state: 'finished' },
        { start_date: second, end_date: third, state: 'finished' },
        { start_date: third, end_date: fourth, state: 'unfinished' },
        { start_date: fourth, end_date: fifth, state: 'future' },
      ],
      organization_usage: { total: 1029.300001, values: [1005.1, 24.000001, 0.2, null] },
      projects: [
        {
          project_id: 'id-1',
          project_name: 'alpha',
          share: 0.990965,
          total: 1020.000001,
          values: [1000, 20.000001, 0, null],
        },
        {
          project_id: 'id-0',
          project_name: 'beta',
          share: 0.000291,
          total: 0.3,
          values: [0.1, null, 0.2, null],
        },
      ],
      deleted_projects: { total: 5, values: [5, 0, 0, null] },
      not_attributed: { total: 4, values: [0, 4, 0, null] },
      reconciliation: { compared_buckets: 3, matching_buckets: 2, difference: 4 },
    })
    expect(json).toBe(`${JSON.stringify(JSON.parse(json), null, 2)}\n`)
    expect(json).toMatch(/^\{\n {2}"organization": "acme",\n/)
  })

  test('says that everything is attributed, and knows no noise of floats', () => {
    const { not_attributed, projects } = JSON.parse(
      [...usageJson(exported({ a: [0.1 + 0.2] }, [0], [0.3]))].join(''),
    )
    expect(not_attributed).toBeNull()
    expect(projects[0].values).toEqual([0.3])
  })
})

describe('Markdown', () => {
  test('says what it is, whether it adds up, and the totals', () => {
    expect(usageMarkdown(usual(), 'en-GB'))
      .toBe(`## Usage of acme, ${formatRange('2026-03-01', '2026-03-05', 'en-GB')} (UTC): 1,029.300001 credits so far, as of 3 Mar 2026, 13:05 UTC

Projects and deleted projects add up to the organization in 2 of 3 days. The organization differs by +4 on 2 Mar 2026. Over the whole range the organization is 4 credits higher.

| Project | Total | Share |
| :-- | --: | --: |
| alpha | 1,020.000001 | 99.1% |
| beta | 0.3 | <0.1% |
| Deleted projects | 5 | 0.5% |
| Not attributed | 4 | 0.4% |
| **Organization** | **1,029.300001** | **100.0%** |

Source: \`organizations_usage_get\` with \`start_date=2026-03-01&end_date=2026-03-05&interval=day\`.
`)
  })

  test.each([
    [[5], [5], /organization in the one day\.$/],
    [[5, 6], [5, 6], /organization in all 2 days\.$/],
    [
      [5, 6],
      [6, 5],
      /in 0 of 2 days\. The organization differs by \+1 on 1 Mar 2026, −1 on 2 Mar 2026\. Over the whole range they do\.$/,
    ],
    [
      [5, 7],
      [5, 6],
      /in 1 of 2 days\. The organization differs by −1 on 2 Mar 2026\. Over the whole range the organization is 1 credit lower\.$/,
    ],
    [
      [1, 1, 1, 1, 1],
      [2, 2, 2, 2, 2],
      /by \+1 on 1 Mar 2026, \+1 on 2 Mar 2026, \+1 on 3 Mar 2026 and in 2 more days\. Over/,
    ],
    [[5], [undefined], /credits are not reported, so the projects can’t be compared/],
  ])('%j in projects of %j: %s', (project, organization, sentence) => {
    const of = exported({ a: project }, [], organization)
    expect(usageMarkdown(of, 'en-GB').split('\n')[2]).toMatch(sentence)
  })

  test('calls only unfinished numbers "so far", and what is not reported so', () => {
    const lines = usageMarkdown(exported({ silent: [undefined] }, [3], [3]), 'en-GB').split('\n')
    expect(lines[0]).toContain('1 Mar 2026 (UTC): 3 credits, as of')
    expect(lines).toContain('| silent | not reported |  |')
    const untilToday = exported({}, [1, 1, 1], [1, 1, 1])
    expect(usageMarkdown(untilToday, 'en-GB')).toContain('(UTC): 3 credits so far, as of')
  })

  test('takes names as names', () => {
    const names = [
      'a|b',
      String.raw`a\|b`,
      '[x](http://x.example)',
      '<b>',
      '_x_',
      'snake_case',
      'a\nb',
    ]
    const of = exported(Object.fromEntries(names.map((name) => [name, [1]])), [0], [names.length])
    const cells = usageMarkdown(of, 'en-GB').match(/(?<=^\| ).*(?= \| 1 \|)/gm)
    expect(cells?.toSorted()).toEqual(
      [
        String.raw`a\|b`,
        String.raw`a\\\|b`,
        String.raw`\[x\](http://x.example)`,
        String.raw`\<b\>`,
        String.raw`\_x\_`,
        'snake_case',
        'a b',
      ].toSorted(),
    )
  })
})

describe('titles', () => {
  const title = (filter: UsageFilter, of = usual()) =>
    reportTitle(of, { shown: usageDrawing(of.series, { filter }).shown, locale: 'en-GB' })

  test('name what is shown, and its part of the whole', () => {
    expect(title({ kind: 'only', ids: ['id-0'] })).toMatch(
      /^Usage of beta in acme, .*: 0\.3 of 1,029\.300001 credits so far, as of 3 Mar/,
    )
    expect(title({ kind: 'hide', ids: [':deleted'] })).toMatch(
      /^Usage of all but Deleted projects in acme, .*: 1,024\.300001 of 1,029/,
    )
  })

  test('have words for all organizations', () => {
    const { series, ...rest } = usual()
    const across = { of: 2, missing: [], reading: false }
    expect(
      usageMarkdown({ ...rest, organization: 'all-organizations', series: { ...series, across } }),
    ).toMatch(/^## Usage of all organizations, /)
  })
})

describe('file names', () => {
  const month = { start: '2026-01-01', end: '2026-02-01', state: 'finished' as const }
  const of = { organization: 'acme', interval: 'day' as const, made }

  test.each([
    ['.csv', 'acme_usage_2026-01-01_2026-02-01_day.csv'],
    ['_long.csv', 'acme_usage_2026-01-01_2026-02-01_day_long.csv'],
    ['.json', 'acme_usage_2026-01-01_2026-02-01_day.json'],
    ['_bars_filtered.png', 'acme_usage_2026-01-01_2026-02-01_day_bars_filtered.png'],
  ] as const)('with %s is %s', (ending, name) =>
    expect(exportFileName({ ...of, series: { buckets: [month] } }, ending)).toBe(name),
  )

  test('say from when the numbers are that are not complete', () => {
    const running = { ...month, state: 'unfinished' as const }
    expect(exportFileName({ ...of, series: { buckets: [running] } }, '.csv')).toBe(
      'acme_usage_2026-01-01_2026-02-01_day_as-of-2026-03-03T1305Z.csv',
    )
  })

  test('a name can’t lead anywhere', () => {
    const name = exportFileName(
      { ...of, series: { buckets: [month] }, organization: '../Zoë & co\u202E' },
      '.csv',
    )
    expect(name).toBe('--Zoë-co-_usage_2026-01-01_2026-02-01_day.csv')
  })
})

describe('why not now', () => {
  const { series } = usual()
  const there = { isPlaceholder: false, isFetching: false, isError: false, series }

  test.each([
    ['whole numbers', there, undefined],
    ['whole numbers that are read again', { ...there, isFetching: true }, undefined],
    ['numbers of the range before', { ...there, isPlaceholder: true, isFetching: true }, /loading/],
    ['a failed refresh', { ...there, isError: true }, /could not be refreshed/],
    ['a new try after it', { ...there, isError: true, isFetching: true }, /after a failure/],
    ['no numbers', { ...there, series: undefined }, /no numbers yet/],
    ['no buckets', { ...there, series: exported({}, [], []).series }, /no usage for this range/],
  ])('%s', (_, query, reason) => {
    if (reason) expect(whyNotExport(query)).toMatch(reason)
    else expect(whyNotExport(query)).toBeUndefined()
  })
})
