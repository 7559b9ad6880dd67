import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, fetchBytes, fetchJson, type ClientOptions, type Progress } from './client.ts'
import { ApiError, LONGEST_ANSWER } from './errors.ts'

/** The address of a server that answers as the test says. */
async function serverOf(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A client of it. */
const clientOf = async (answer: RequestListener, options?: ClientOptions) =>
  createClient(`${await serverOf(answer)}/v2.1`, options)

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body))

const point = { start_date: '2019-08-01T00:00:00Z', end_date: '2019-09-01T00:00:00Z', value: 100 }

const failure = async (call: Promise<unknown>): Promise<ApiError> => {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('writes the path, the query and the body as the API reads them', async () => {
  const seen: unknown[] = []
  const client = await clientOf((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      seen.push([request.method, request.url, body])
      response.end(JSON.stringify({ id: '1', email: 'a@b.cd', admin: true }))
    })
  })
  await client.organization_users_update({
    params: { organization_name: 'a/b c+é%', user_id: '1' },
    body: { admin: true },
  })
  await failure(
    client.organizations_usage_get({
      params: { organization_name: 'a' },
      query: { start_date: '2019-08-01T00:00:00+02:00', interval: 'day' },
    }),
  )
  expect(seen).toEqual([
    ['PATCH', '/v2.1/organizations/a%2Fb%20c%2B%C3%A9%25/users/1', '{"admin":true}'],
    [
      'GET',
      '/v2.1/organizations/a/usage?start_date=2019-08-01T00%3A00%3A00%2B02%3A00&interval=day',
      '',
    ],
  ])
})

test.each([
  [400, 'invalid'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not_found'],
  [409, 'conflict'],
  [413, 'invalid'],
  [429, 'rate_limited'],
  [500, 'unexpected'],
  [502, 'unavailable'],
  [503, 'unavailable'],
  [504, 'unavailable'],
])(
  'status %i is of the kind %s and keeps the server’s sentence and fields',
  async (status, kind) => {
    const client = await clientOf(
      json({ error: 'Because.', fields: { name: 'Not this.' } }, status),
    )
    const error = await failure(client.organizations_list({}))
    expect(error).toMatchObject({
      kind,
      status,
      message: 'Because.',
      fields: { name: 'Not this.' },
    })
  },
)

test('reads the sentence also under error_message and detail, and waits as long as it is told', async () => {
  const one = await clientOf(json({ error_message: 'One.' }, 400))
  expect(await failure(one.status({}))).toMatchObject({ message: 'One.' })
  const two = await clientOf(json({ detail: 'Two.' }, 429, { 'x-ratelimit-reset': '17' }))
  expect(await failure(two.status({}))).toMatchObject({ message: 'Two.', retryAfter: 17 })
})

test('a wait is what the server says of this call, in seconds or as a date, and never the count of all calls', async () => {
  const wait = async (status: number, headers: Record<string, string>) => {
    const client = await clientOf(json({ error: 'Later.' }, status, headers))
    return (await failure(client.status({}))).retryAfter
  }
  expect(await wait(503, { 'retry-after': '3' })).toBe(3)
  expect(await wait(429, { 'retry-after': '3', 'x-ratelimit-reset': '59' })).toBe(3)
  const date = new Date(Date.now() + 90_000).toUTCString()
  expect(await wait(503, { 'retry-after': date })).toBeGreaterThan(80)
  expect(await wait(429, { 'retry-after': 'soon' })).toBeUndefined()
  expect(await wait(429, { 'x-ratelimit-reset': '' })).toBeUndefined()
  expect(await wait(503, { 'x-ratelimit-reset': '59' })).toBeUndefined()
  expect(await wait(502, { 'x-ratelimit-reset': '59' })).toBeUndefined()
})

test('an answer that is not JSON, or of another shape, is an error and never data', async () => {
  const html = await clientOf(json('<html>'))
  expect(await failure(html.organizations_list({}))).toMatchObject({ kind: 'unexpected' })
  const cut = await clientOf((_, response) =>
    response.end(Buffer.concat([Buffer.from('[]'), Buffer.from([0xc3])])),
  )
  expect(await failure(cut.organizations_list({}))).toMatchObject({ kind: 'unexpected' })
  const other = await clientOf(json([{ id: 1 }]))
  const error = await failure(other.organizations_list({}))
  expect(error.kind).toBe('unexpected')
  expect(error.place).toBe('0.id')
  const usage = { interval: 'month', data_organization: [{ ...point, value: '1' }] }
  const union = await clientOf(json(usage))
  const params = { organization_name: 'a' }
  expect((await failure(union.organizations_usage_get({ params }))).place).toBe(
    'data_organization.0.value',
  )
})

test('an answer that could not be read is kept for whoever can read it, up to a length', async () => {
  const html = await clientOf(json('<html>'))
  expect(await failure(html.organizations_list({}))).toMatchObject({ answer: '<html>' })
  const other = await clientOf(json('[{"id":1,"name":"Ångström"}]'))
  expect(await failure(other.organizations_list({}))).toMatchObject({
    answer: '[\n  {\n    "id": 1,\n    "name": "Ångström"\n  }\n]',
  })
  const long = await clientOf(json(Array.from({ length: LONGEST_ANSWER }, () => 0)))
  const { answer } = await failure(long.organizations_list({}))
  expect(answer).toHaveLength(LONGEST_ANSWER)
  expect(answer).toMatch(/^\[\n {2}0,\n {2}0/)
  const hopeless = { interval: 'day', data_organization: Array.from({ length: 300_000 }, () => 0) }
  const much = await clientOf(json(hopeless))
  expect(
    await failure(much.organizations_usage_get({ params: { organization_name: 'a' } })),
  ).toMatchObject({
    kind: 'unexpected',
    answer: expect.stringMatching(/^\{\n {2}"interval": "day"/),
  })
  const refused = await clientOf(json({ error: 'No.' }, 403))
  expect((await failure(refused.organizations_list({}))).answer).toBeUndefined()
})

test('JSON that is nested deeper than anything can be written is an answer of unknown shape', async () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000)
  const params = { organization_name: 'a' }
  for (const body of [deep, `[${deep}]`, `{"name":${deep}}`, `[{"id":${deep}}]`]) {
    const client = await clientOf(json(body))
    for (const read of [
      client.organizations_list({}),
      client.organizations_get({ params }),
      client.organizations_usage_get({ params }),
    ])
      expect(await failure(read)).toMatchObject({
        kind: 'unexpected',
        answer: 'It is too large or nested too deeply to be shown.',
      })
  }
  const refused = await clientOf(json(`{"error":"No.","more":${deep}}`, 400))
  expect(await failure(refused.organizations_list({}))).toMatchObject({
    kind: 'invalid',
    status: 400,
    message: 'No.',
  })
})

test.each([
  '',
  'yesterday',
  '12/31/2019',
  '2019-13-01T00:00:00Z',
  '2019-02-29',
  '2019-04-31T00:00:00Z',
  '2019-8-1',
  '2019-08-01x',
  '0000-01-01',
  '9999-12-31',
])('an answer with the date %j is an error, and no page has to show it', async (date) => {
  const params = { organization_name: 'a' }
  const list = await clientOf(json([{ id: '1', name: 'a', creation_date: date }]))
  expect(await failure(list.organizations_list({}))).toMatchObject({
    kind: 'unexpected',
    place: '0.creation_date',
  })
  for (const wrong of [{ start_date: date }, { end_date: date }]) {
    const usage = await clientOf(
      json({
        interval: 'month',
        data_organization: [{ ...point, ...wrong }],
        data_projects: [],
        data_deleted_projects: [],
      }),
    )
    expect(await failure(usage.organizations_usage_get({ params }))).toMatchObject({
      kind: 'unexpected',
    })
  }
})

test('a row that can’t be read is left out and told of, and takes nothing with it', async () => {
  const good = { id: '1', name: 'a', creation_date: '2020-03-25T15:43:46.101877Z' }
  const bad = { ...good, id: 2 }
  const client = await clientOf(json([bad, good, bad]))
  const list = await client.organizations_list({})
  expect([...list]).toEqual([good])
  expect(list.unread).toEqual({ count: 2, of: 3, answer: JSON.stringify([bad, bad], undefined, 2) })

  const usage = await clientOf(
    json({
      interval: 'month',
      data_organization: [point, { ...point, value: '1' }],
      data_projects: [
        { project_id: 'p', project_name: 'p', data: [{ ...point, start_date: 'once' }, point] },
        { project_id: 7, project_name: 'q', data: [] },
      ],
      data_deleted_projects: [],
    }),
  )
  const read = await usage.organizations_usage_get({ params: { organization_name: 'a' } })
  if (Array.isArray(read)) throw new Error('This is no list of metrics.')
  expect(JSON.parse(JSON.stringify(read))).toMatchObject({
    data_organization: [point],
    data_projects: [{ project_id: 'p', data: [point] }],
  })
  expect(read.data_organization.unread).toMatchObject({ count: 1, of: 2 })
  expect(read.data_projects.unread).toMatchObject({ count: 1, of: 2 })
  expect(read.data_projects[0]?.data.unread).toMatchObject({ count: 1, of: 2 })
  expect(read.data_deleted_projects.unread).toBeUndefined()
})

test('a write that was answered with something unknown is of unknown outcome, except where someone is gone', async () => {
  const client = await clientOf(json({ else: 1 }))
  const created = client.organizations_create({ body: { name: 'a', subscription: 'free' } })
  expect(await failure(created)).toMatchObject({
    kind: 'unknown_outcome',
    answer: expect.stringContaining('else'),
  })
  const params = { organization_name: 'a', user_id: '1' }
  expect(await client.organization_users_delete({ params })).toBeUndefined()
})

test('a write that something in between has answered is of unknown outcome, one that was refused is not', async () => {
  const answered = async (status: number, body: string) => {
    const client = await clientOf((_, response) => void response.writeHead(status).end(body))
    const created = client.organizations_create({ body: { name: 'a', subscription: 'free' } })
    return [await failure(created), await failure(client.organizations_list({}))]
  }
  expect(await answered(502, '<h1>Bad gateway</h1>')).toMatchObject([
    { kind: 'unknown_outcome' },
    { kind: 'unavailable' },
  ])
  expect(await answered(503, '{"error":"Not now."}')).toMatchObject([
    { kind: 'unavailable', message: 'Not now.' },
    { kind: 'unavailable' },
  ])
  expect(await answered(403, 'No.')).toMatchObject([{ kind: 'forbidden' }, { kind: 'forbidden' }])
})

test('a read that never arrived is a network failure, a write is of unknown outcome', async () => {
  const client = await clientOf((request) => request.destroy())
  expect(await failure(client.organizations_list({}))).toMatchObject({ kind: 'network' })
  expect(
    await failure(client.organizations_create({ body: { name: 'a', subscription: 'free' } })),
  ).toMatchObject({ kind: 'unknown_outcome' })
})

test('an aborted call rejects with the reason of its signal', async () => {
  const client = await clientOf(json([]))
  const reason = new Error('Enough.')
  await expect(client.organizations_list({}, AbortSignal.abort(reason))).rejects.toBe(reason)
})

test('tells how much of an answer has arrived, and of how much where that is known', async () => {
  // Parts end within its letters.
  const text = JSON.stringify(['x' + 'é'.repeat(500_000)])
  const length = Buffer.byteLength(text)
  const received = async (answer: RequestListener) => {
    const seen: Progress[] = []
    const onProgress = (progress: Progress) => void seen.push(progress)
    const whole = await fetchJson(await serverOf(answer), { method: 'GET', onProgress })
    expect(JSON.stringify(whole)).toBe(text)
    expect(seen.length).toBeGreaterThan(1)
    expect(seen.map(({ received }) => received)).toEqual(
      seen.map(({ received }) => received).toSorted((a, b) => a - b),
    )
    return seen.at(-1)
  }
  expect(await received(json(text, 200, { 'content-length': String(length) }))).toEqual({
    received: length,
    total: length,
  })
  expect(await received(json(text))).toEqual({ received: length, total: undefined })
  const packed = gzipSync(text)
  const compressed: RequestListener = (_, response) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip', 'content-length': packed.length })
      .end(packed)
  expect(await received(compressed)).toEqual({ received: length, total: undefined })
})

test('what is aborted while it arrives rejects with the reason of its signal, what breaks off is a network failure', async () => {
  const half: RequestListener = (_, response) =>
    response.writeHead(200, { 'content-length': 1000 }).write('[')
  const aborting = new AbortController()
  const reason = new Error('Enough.')
  const stopped = fetchBytes(await serverOf(half), {
    method: 'GET',
    signal: aborting.signal,
    onProgress: () => aborting.abort(reason),
  })
  await expect(stopped).rejects.toBe(reason)
  const broken = await clientOf((request, response) => {
    half(request, response)
    setImmediate(() => request.destroy())
  })
  expect(await failure(broken.organizations_list({}))).toMatchObject({ kind: 'network' })
})

test('an empty answer is one where nothing is to be said, and an error where something is', async () => {
  const client = await clientOf((_, response) => response.writeHead(204).end())
  const params = { organization_name: 'a', user_id: '1' }
  expect(await client.organization_users_delete({ params })).toBeUndefined()
  expect(await failure(client.organizations_list({}))).toMatchObject({
    kind: 'unexpected',
    answer: undefined,
  })
})

test('keeps fields that it does not know, and reads older and newer answers', async () => {
  const organization = { id: '1', name: 'a', creation_date: '2020-03-25T15:43:46.101877Z' }
  const list = await clientOf(json([{ ...organization, later: [1] }]))
  expect(await list.organizations_list({})).toEqual([{ ...organization, later: [1] }])

  const users = await clientOf(json([{ id: '1', email: 'a@b.cd', name: null, admin: false }]))
  expect(await users.organization_users_list({ params: { organization_name: 'a' } })).toMatchObject(
    [{ name: null }],
  )

  const six = {
    projects: 5,
    users: 3,
    deployments: 30,
    deployment_versions: 47,
    pipelines: 2,
    pipeline_versions: 4,
  }
  const resources = await clientOf(json(six))
  expect(
    await resources.organizations_resource_usage({ params: { organization_name: 'a' } }),
  ).toEqual(six)
})

test('a count that is null is not known, and an answer without any is of another shape', async () => {
  const read = async (body: unknown) =>
    (await clientOf(json(body))).organizations_resource_usage({
      params: { organization_name: 'a' },
    })
  expect(await read({ projects: null, users: 0 })).toEqual({ projects: undefined, users: 0 })
  for (const body of [{}, { projects: null }, { gpus: 3 }, { projects: 'many', users: 1 }])
    await expect(read(body)).rejects.toMatchObject({ kind: 'unexpected' })
})

test('reads usage under either name of the deleted projects, and the older usage as a value of its own', async () => {
  const usage = { interval: 'month', data_organization: [point], data_projects: [] }
  for (const name of ['data_deleted_projects', 'data_projects_deleted']) {
    const client = await clientOf(json({ ...usage, [name]: [point] }))
    expect(
      await client.organizations_usage_get({ params: { organization_name: 'a' } }),
    ).toMatchObject({ ...usage, data_deleted_projects: [point] })
  }
  const metrics = [{ object_type: 'deployment_version', metric: 'credits', usage: [point] }]
  const older = await clientOf(json(metrics))
  expect(await older.organizations_usage_get({ params: { organization_name: 'a' } })).toEqual(
    metrics,
  )
})

test('tells of the headers of every answer, refusals too', async () => {
  const seen: (string | null)[] = []
  const server = await clientOf(
    (request, response) =>
      response
        .writeHead(request.method === 'GET' ? 200 : 403, { 'x-ratelimit-remaining': '19' })
        .end(request.method === 'GET' ? '[]' : '{}'),
    { onResponse: ({ headers }) => void seen.push(headers.get('x-ratelimit-remaining')) },
  )
  await server.organizations_list({})
  await failure(server.organizations_create({ body: { name: 'acme', subscription: 'free' } }))
  expect(seen).toEqual(['19', '19'])
})
