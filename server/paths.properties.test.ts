/** However a path is written and whatever headers come with it: nothing reaches the API behind but its operations. */
import { randomBytes } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { operationIds, operations, pathOf, type OperationId } from '#contract/operations.ts'
import { operationOf, startFaultyUpstream, type FaultyUpstream } from '../e2e/faulty-upstream.ts'
import { buildApp } from './app.ts'

fc.configureGlobal({ seed: 1 })

let upstream: FaultyUpstream
let app: FastifyInstance
let port = 0
beforeAll(async () => {
  upstream = await startFaultyUpstream()
  app = await buildApp({
    api: { kind: 'upstream', host: upstream.host, timeout: 5000 },
    sessionKeys: [randomBytes(32)],
    publicUrl: 'http://localhost:4200',
    rateLimit: 1_000_000,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as AddressInfo).port
})
afterAll(async () => {
  await app.close()
  await upstream.close()
})

/** Sends exactly these bytes; resolves when the server has ended the connection. */
const send = (request: string) =>
  new Promise<string>((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(request, 'latin1'))
    socket.setEncoding('latin1')
    socket.on('data', (part: string) => (answer += part))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })

/** What an operation of the table is called with, and what comes instead to lead elsewhere. */
const ordinary: Record<string, string> = { organization_name: 'acme', user_id: 'bob' }
const bodies: Partial<Record<OperationId, object>> = {
  organizations_create: { name: 'acme', subscription: 'free' },
  organizations_update: { name: 'beta', subscription_end_date: null },
  organization_users_create: { email: 'bob@example.com', admin: true },
  organization_users_update: { admin: false },
}
const pieces = fc.constantFrom(
  ...'/ // . .. ... %2e %2E%2E %252e%252e %2f %2F %252f %5c \\ %00 %0d%0a \r\n %zz ? # ; @ :'.split(
    ' ',
  ),
  ...'..%2F ..%5C %3F %23 ; %3B %253F acme%2Fusers acme%3Fa=b projects%2F..%2F acme%20'.split(' '),
  ...'v2.1 v2 organizations users usage resources user status projects acme'.split(' '),
  ...'http://evil.example https://api.ubiops.com //evil.example é %ff'.split(' '),
  ' ',
)
const oddParts = (maxLength: number) =>
  fc.array(pieces, { minLength: 1, maxLength }).map((parts) => parts.join(''))
const oddNames = fc.oneof(
  oddParts(4),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).map(encodeURIComponent),
)
const oddPaths = fc.oneof(
  oddParts(12),
  fc.array(pieces, { maxLength: 8 }).map((parts) => `/v2.1/${parts.join('/')}`),
)
const otherMethods = fc.constantFrom(...'GET POST PATCH DELETE PUT OPTIONS HEAD CONNECT'.split(' '))

/** Calls of one operation: as it should be called, or with something odd in the place of a name, a method or a query. */
const callsOf = (id: OperationId) => {
  const { method, path } = operations[id]
  const names = Object.fromEntries(
    Object.entries(ordinary).map(([name, usual]) => [
      name,
      fc.oneof(fc.constant(usual), oddNames) as fc.Arbitrary<string>,
    ]),
  )
  return fc.record({
    method: fc.oneof({ weight: 9, arbitrary: fc.constant<string>(method) }, otherMethods),
    path: fc
      .tuple(
        fc.record(names),
        fc.oneof(fc.constant(''), fc.constantFrom('?interval=day', '?a=b', '?interval=day&a=../b')),
      )
      .map(
        ([given, query]) =>
          `/v2.1${path.replaceAll(/:(\w+)/g, (_, name: string) => given[name] ?? '')}${query}`,
      ),
    body: fc.constant(bodies[id]),
  })
}
const calls = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...operationIds).chain(callsOf) },
  fc.record({
    method: otherMethods,
    path: oddPaths,
    body: fc.constantFrom(undefined, ...Object.values(bodies)),
  }),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'x-forwarded-host',
    'x-original-url',
    'x-rewrite-url',
    'x-http-method-override',
    'forwarded',
    'transfer-encoding',
    'upgrade',
    'via',
    'cookie',
  ),
  fc.oneof(oddPaths, fc.constantFrom('DELETE', 'chunked', 'h2c', 'application/json')),
  { maxKeys: 2 },
)

test('nothing but the operations of the table, and each of them', async () => {
  const reached = new Set<OperationId>()
  await fc.assert(
    fc.asyncProperty(calls, headers, async ({ method, path, body }, more) => {
      const before = upstream.calls.length
      const payload = body ? JSON.stringify(body) : ''
      const lines = Object.entries({
        host: 'localhost',
        authorization: 'Token secret',
        connection: 'close',
        ...(body && { 'content-type': 'application/json', 'content-length': payload.length }),
        ...more,
      }).map(([name, value]) => `${name}: ${value}\r\n`)
      await send(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${payload}`)
      for (const call of upstream.calls.slice(before)) {
        const id = operationOf(call)
        if (id === undefined) throw new Error(`${call.method} ${call.path} is no operation.`)
        // However often something behind it decodes the address, and then makes it plain.
        const [address = ''] = call.path.split('?')
        const decoded = decodeURIComponent(decodeURIComponent(address))
        expect(operationOf({ method: call.method, path: decoded })).toBe(id)
        // Some take what is behind a semicolon for no part of a name.
        expect(decoded).not.toContain(';')
        const { pathname } = new URL(`http://upstream${decoded}/`)
        expect(decodeURIComponent(pathname)).toBe(`${decoded}/`)
        expect(call.path.slice(address.length)).toMatch(/^(\?interval=day)?$/)
        expect(call.body && JSON.parse(call.body)).toEqual(bodies[id] ? body : '')
        expect(call.headers.authorization).toBe(
          operations[id].access === 'public' ? undefined : 'Token secret',
        )
        expect(Object.keys(call.headers)).not.toContain('cookie')
        expect(call.headers.host).toBe(new URL(upstream.host).host)
        if (address === `/v2.1${pathOf(operations[id].path, ordinary)}`) reached.add(id)
      }
    }),
    { numRuns: 1000 },
  )
  // Else it would say nothing.
  expect([...reached].toSorted()).toEqual(operationIds.toSorted())
})
