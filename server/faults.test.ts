/** Every fault of an API behind this server, at every operation: what the caller gets. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { operationIds, operations, pathOf, type OperationId } from '#contract/operations.ts'
import {
  examples,
  olderUsage,
  otherShape,
  startFaultyUpstream,
  withUnknownFields,
  withWrongRow,
  type FaultName,
  type FaultyUpstream,
} from '../e2e/faulty-upstream.ts'
import { buildApp } from './app.ts'

/** Milliseconds until an answer has to begin. */
const LIMIT = 500
/** For what takes its time to arrive. */
const PATIENT = 30_000

const bodies: Partial<Record<OperationId, object>> = {
  organizations_create: { name: 'acme', subscription: 'free' },
  organizations_update: { name: 'acme' },
  organization_users_create: { email: 'bob@example.com' },
  organization_users_update: { admin: true },
}

async function serverBefore(host: string, timeout = LIMIT) {
  const app = await buildApp({
    api: { kind: 'upstream', host, timeout },
    sessionKeys: [randomBytes(32)],
    publicUrl: 'http://localhost:4200',
    rateLimit: 1_000_000,
  })
  afterAll(() => app.close())
  return app
}

function call(app: FastifyInstance, id: OperationId) {
  const { method, path } = operations[id]
  const body = bodies[id]
  return app.inject({
    method,
    url: `/v2.1${pathOf(path, { organization_name: 'acme', user_id: 'bob' })}`,
    headers: { authorization: 'Token secret' },
    ...(body && { payload: body }),
  })
}

/** The answer to a fault of this server's own: for a write that may have arrived, with the outcome. */
const ours = (
  status: number,
  sentence: RegExp,
  id: OperationId,
  { arrived = true, final = false } = {},
) => ({
  status,
  body: {
    error: expect.stringMatching(sentence),
    ...(arrived && operations[id].method !== 'GET' && { outcome: 'unknown' }),
    ...(final && operations[id].method === 'GET' && { retry: false }),
  },
})

/** What came from upstream, as it came. */
const theirs = (status: number, body: unknown = { error: `Refused with ${status}.` }) => ({
  status,
  body,
})

type Expected = { status: number; body: unknown; headers?: Record<string, string | undefined> }

const notJson = (id: OperationId) =>
  ours(502, /127\.0\.0\.1:\d+ answered with something that is not JSON/, id)

const expected: Record<FaultName, (id: OperationId) => Expected> = {
  'reset at once': (id) => ours(502, /could not be reached/, id),
  'reset in the middle': (id) => ours(502, /broke off/, id),
  'no answer': (id) => ours(504, /did not answer within 0\.5 s/, id),
  drip: (id) => ours(504, /did not finish its answer within 1 s/, id),
  400: () => theirs(400),
  401: () => theirs(401),
  403: () => theirs(403),
  404: () => theirs(404),
  409: () => theirs(409),
  429: () => ({ ...theirs(429), headers: { 'x-ratelimit-reset': undefined } }),
  '429 with x-ratelimit-reset': () => ({
    ...theirs(429),
    headers: { 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' },
  }),
  500: () => theirs(500),
  '500 as HTML': (id) =>
    operations[id].method === 'GET'
      ? theirs(500, { error: expect.stringMatching(/status 500/) })
      : ours(500, /answered with status 500/, id),
  '502 as HTML': (id) => ours(502, /answered with status 502/, id),
  '503 with Retry-After': () => ({ ...theirs(503), headers: { 'retry-after': '9' } }),
  '504 as HTML': (id) => ours(504, /answered with status 504/, id),
  'a redirect': (id) => ours(502, /answered with status 302/, id),
  'an empty body': (id) => (operations[id].status === 204 ? theirs(200, '') : notJson(id)),
  'HTML instead': notJson,
  'broken JSON': notJson,
  'another shape': () => theirs(200, otherShape),
  'a wrong type in one row': (id) => theirs(200, withWrongRow(id)),
  'unknown fields': (id) => theirs(200, withUnknownFields(id)),
  'the older usage': () => theirs(200, olderUsage),
  '200 MB': (id) => ours(502, /more than the 128 MB/, id, { final: true }),
}

const faultNames = Object.keys(expected) as `${FaultName}`[]

describe.each(operationIds)('%s', (id) => {
  let upstream: FaultyUpstream
  let app: FastifyInstance
  let patient: FastifyInstance
  beforeAll(async () => {
    upstream = await startFaultyUpstream()
    app = await serverBefore(upstream.host)
    patient = await serverBefore(upstream.host, PATIENT)
  })
  afterAll(() => upstream.close())
  beforeEach(() => upstream.heal())

  async function answer(of = app) {
    const { statusCode, body, headers } = await call(of, id)
    return { status: statusCode, body: body && (JSON.parse(body) as unknown), headers }
  }

  test('without a fault, the answer as it came', async () => {
    expect(await answer(patient)).toMatchObject(theirs(operations[id].status, examples[id] ?? ''))
  })

  test.each(faultNames)('%s', async (name) => {
    upstream.fail(id, name as FaultName)
    const before = upstream.calls.length
    const { status, body, headers = {} } = expected[name as FaultName](id)
    const got = await answer(name === 'no answer' || name === 'drip' ? app : patient)
    expect([got.status, got.body]).toEqual([status, body])
    for (const [header, value] of Object.entries(headers))
      expect([header, got.headers[header]]).toEqual([header, value])
    expect(got.headers['content-type'] ?? '').toMatch(/^(application\/json.*)?$/)
    expect(got.headers['set-cookie']).toBeUndefined()
    // Only the browser tries again.
    expect(upstream.calls.length - before).toBe(1)
  })

  test.each([
    ['a refused connection', async () => refusedAddress()],
    ['a name that nobody has', async () => 'http://nowhere.invalid/v2.1'],
    ['a server that does not speak TLS', async () => upstream.host.replace('http:', 'https:')],
  ])('%s', async (_, host) => {
    const got = await answer(await serverBefore(await host()))
    const { status, body } = ours(502, /could not be reached/, id, { arrived: false })
    expect([got.status, got.body]).toEqual([status, body])
  })
})

describe('a large answer', () => {
  const ROWS = 40_000
  const row = '{"start_date":"2026-03-01T00:00:00Z","value":12.5}'
  const large = `[${`${row},`.repeat(ROWS)}${row}]`

  async function answered(body: string) {
    const upstream = createServer((_, response) => response.end(body))
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void upstream.close())
    const { port } = upstream.address() as AddressInfo
    const app = await serverBefore(`http://127.0.0.1:${port}/v2.1`, PATIENT)
    return call(app, 'organizations_usage_get')
  }

  test('comes as it came', async () => {
    const { statusCode, body } = await answered(large)
    expect([statusCode, body === large]).toEqual([200, true])
  })

  test('that is broken is none', async () => {
    expect((await answered(large.slice(0, -1))).statusCode).toBe(502)
  })
})

async function refusedAddress() {
  const { host, close } = await startFaultyUpstream()
  await close()
  return host
}
