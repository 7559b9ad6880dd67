/** An API that answers as its documents say, or passes calls on to a real one, except where a test has it fail. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { operationIds, operations, type OperationId, type Sent } from '#contract/operations.ts'

const organization = {
  id: '0c5a52f6-4f8a-4c10-8e4c-7ff2b6a1d001',
  name: 'acme',
  creation_date: '2020-03-25T15:43:46.101877Z',
  status: 'active',
  two_factor_authentication_forced: false,
}
const detail = {
  ...organization,
  subscription: 'free',
  subscription_self_service: true,
  overage_usage: false,
}
const ann = {
  id: '0c5a52f6-4f8a-4c10-8e4c-7ff2b6a1d002',
  email: 'ann@example.com',
  name: 'Ann',
  surname: 'Tester',
  status: 'active' as const,
  admin: true,
}
const bob = {
  ...ann,
  id: '0c5a52f6-4f8a-4c10-8e4c-7ff2b6a1d003',
  email: 'bob@example.com',
  name: 'Bob',
  admin: false,
}
const days = Array.from({ length: 5 }, (_, index) => ({
  start_date: `2026-03-0${index + 1}T00:00:00Z`,
  end_date: `2026-03-0${index + 2}T00:00:00Z`,
}))
const points = (value: number) => days.map((day) => ({ ...day, value }))

/** A good answer of each operation. */
export const examples: { [Id in OperationId]: Sent<Id> } = {
  organizations_list: [organization, { ...organization, id: 'another', name: 'beta' }],
  organizations_create: organization,
  organizations_get: detail,
  organizations_update: detail,
  organizations_resource_usage: {
    projects: 5,
    users: 2,
    deployments: 30,
    deployment_versions: 47,
    pipelines: 2,
    pipeline_versions: 4,
    buckets: 1,
    environments: 3,
  },
  organizations_usage_get: {
    interval: 'day',
    data_organization: points(6),
    data_projects: [
      { project_id: 'p-1', project_name: 'one', data: points(2) },
      { project_id: 'p-2', project_name: 'two', data: points(3) },
    ],
    data_deleted_projects: points(1),
  },
  organization_users_list: [ann, bob],
  organization_users_create: bob,
  organization_users_get: bob,
  organization_users_update: bob,
  organization_users_delete: undefined,
  user: { id: ann.id, email: ann.email, name: ann.name, surname: ann.surname },
  status: { status: 'ok' },
}

/** Usage as it was told before 4.2.0. */
export const olderUsage = ['credits', 'input_volume', 'output_volume'].map((metric, index) => ({
  object_type: 'deployment_version',
  metric,
  usage: points(index + 1),
}))

/** JSON that no operation answers. */
export const otherShape = { something: ['else'] }

/** The good answer with a field of a wrong type, in one row of its list where it has one. */
export function withWrongRow(id: OperationId): unknown {
  const good: unknown = examples[id]
  if (Array.isArray(good)) return [{ ...good[0], id: 17 }, ...good.slice(1)]
  if (id !== 'organizations_usage_get') return { ...(good as object), id: {}, projects: 'many' }
  const { data_projects, ...usage } = examples[id]
  const [first, ...others] = data_projects
  return { ...usage, data_projects: [{ ...first, project_id: 17 }, ...others] }
}

/** The good answer with fields that nobody knows. */
export function withUnknownFields(id: OperationId): unknown {
  const good: unknown = examples[id]
  const later = { later_field: { of: ['a', 'newer', 'server'] } }
  if (Array.isArray(good)) return good.map((row: object) => ({ ...row, ...later }))
  return { ...(good as object | undefined), ...later }
}

const HUGE_ANSWER = 200 * 1024 * 1024
const MEBIBYTE = Buffer.alloc(1024 * 1024, ' ')

type Play = (response: ServerResponse, id: OperationId) => void

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Play =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(body === undefined ? undefined : JSON.stringify(body))

const html =
  (status: number): Play =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'text/html' })
      .end('<html><body><h1>Something in between</h1></body></html>')

const refusal = (status: number, headers: Record<string, string> = {}) =>
  json(status, { error: `Refused with ${status}.` }, headers)

/** How an answer can go wrong, or differ, once a connection stands. */
export const faults = {
  'reset at once': (response) => response.socket?.resetAndDestroy(),
  'reset in the middle': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[{"id":')
    setImmediate(() => response.socket?.resetAndDestroy())
  },
  'no answer': () => undefined,
  drip: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const timer = setInterval(() => response.write(' '), 20)
    response.once('close', () => clearInterval(timer))
  },
  400: refusal(400),
  401: refusal(401),
  403: refusal(403),
  404: refusal(404),
  409: refusal(409),
  429: refusal(429),
  '429 with x-ratelimit-reset': refusal(429, {
    'x-ratelimit-limit': '300',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '9',
  }),
  500: refusal(500),
  '500 as HTML': html(500),
  '502 as HTML': html(502),
  '503 with Retry-After': refusal(503, { 'retry-after': '9' }),
  '504 as HTML': html(504),
  'a redirect': (response) =>
    response.writeHead(302, { location: 'https://example.com/', 'set-cookie': 'a=b' }).end(),
  'an empty body': json(200, undefined),
  'HTML instead': html(200),
  'broken JSON': (response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end('[{"id": "1"'),
  'another shape': json(200, otherShape),
  'a wrong type in one row': (response, id) => json(200, withWrongRow(id))(response, id),
  'unknown fields': (response, id) => json(200, withUnknownFields(id))(response, id),
  'the older usage': json(200, olderUsage),
  '200 MB': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    let left = HUGE_ANSWER / MEBIBYTE.length
    const more = () => {
      while (left-- > 0) if (!response.write(MEBIBYTE)) return
      response.end('[]')
    }
    response.on('drain', more)
    more()
  },
} as const satisfies Record<string | number, Play>

export type FaultName = keyof typeof faults

const lost = ['done, then reset', 'done, then silent', 'done, then 500'] as const

/**
 * What a test has the API do instead of answering as it should: something of the list above, nothing more after the call
 * was done, an answer of the test's own, or the good answer with other headers.
 */
export type Fault =
  | FaultName
  | (typeof lost)[number]
  | { status?: number; body: unknown; headers?: Record<string, string> }
  | { headers: Record<string, string> }

/** A call as it arrived. */
export interface ApiCall {
  method: string
  /** As it was written, query included. */
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface FaultyUpstream {
  /** With the API's version, as the server's settings have it. */
  host: string
  calls: ApiCall[]
  /** From now on this operation fails, the next `times` times or until `heal`. */
  fail(id: OperationId, fault: Fault, times?: number): void
  /** Decides about each call from now on, until `heal`; undefined lets it pass, a promise of it once that is kept. */
  failWith(fault: (call: ApiCall) => Fault | undefined | Promise<undefined>): void
  /** Everything answers as it should again. */
  heal(): void
  /** How many writes are on their way, and how many were at the same time, at most. */
  writes(): { now: number; most: number }
  /** Answers no write until the returned function is called. */
  holdWrites(): () => void
  /** Nobody listens any more: what comes then is refused. */
  close(): Promise<void>
}

/** Starts it. With `target`, the address of a real API without its version, what doesn't fail is that one's answer. */
export async function startFaultyUpstream(target?: string): Promise<FaultyUpstream> {
  const calls: ApiCall[] = []
  const failing = new Map<OperationId, { fault: Fault; left: number }>()
  const noFault = (): Fault | undefined => undefined
  let faultOf: Parameters<FaultyUpstream['failWith']>[0] = noFault
  let now = 0
  let most = 0
  let held = Promise.resolve()

  function nextFault(id: OperationId): Fault | undefined {
    const next = failing.get(id)
    if (next && --next.left === 0) failing.delete(id)
    return next?.fault
  }

  const server = createServer(async (request, response) => {
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: (await request.toArray()).join(''),
    }
    calls.push(call)
    const id = operationOf(call)
    if (id === undefined) return void json(404, { error: 'Unknown.' })(response, 'status')
    if (call.method !== 'GET') {
      most = Math.max(most, ++now)
      response.once('close', () => (now -= 1))
      await held
    }
    const fault = (await faultOf(call)) ?? nextFault(id)
    if (typeof fault === 'object' && 'body' in fault)
      return void json(fault.status ?? 200, fault.body, fault.headers)(response, id)
    if (fault !== undefined && typeof fault !== 'object' && !isLost(fault))
      return void faults[fault](response, id)
    const answer = target === undefined ? goodAnswer(id) : await passOn(target, call)
    if (fault === 'done, then reset') return void request.socket.resetAndDestroy()
    if (fault === 'done, then silent') return
    if (fault === 'done, then 500') return void faults[500](response, id)
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...fault?.headers })
      .end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2.1`,
    calls,
    fail: (id, fault, times = Infinity) => void failing.set(id, { fault, left: times }),
    failWith: (fault) => void (faultOf = fault),
    heal: () => {
      failing.clear()
      faultOf = noFault
    },
    writes: () => ({ now, most }),
    holdWrites: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const isLost = (fault: FaultName | (typeof lost)[number]): fault is (typeof lost)[number] =>
  lost.some((one) => one === fault)

const goodAnswer = (id: OperationId) => ({
  status: operations[id].status,
  body: JSON.stringify(examples[id]),
})

async function passOn(target: string, { method, path, headers, body }: ApiCall) {
  const answer = await fetch(`${target}${path}`, {
    method,
    headers: {
      authorization: headers.authorization ?? '',
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body }),
  })
  return { status: answer.status, body: await answer.text() }
}

/** Which operation of the table a call is; undefined for anything else. */
export function operationOf({ method, path }: Pick<ApiCall, 'method' | 'path'>) {
  const [address = ''] = path.split('?')
  return operationIds.find((id) => {
    const pattern = operations[id].path.replaceAll(/:\w+/g, '[^/]+')
    return operations[id].method === method && new RegExp(`^/v2\\.1${pattern}$`).test(address)
  })
}
