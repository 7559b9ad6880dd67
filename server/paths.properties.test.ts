/** However a path is written and whatever headers come with it: nothing reaches the API behind but its operations. */
import { randomBytes } from 'node:crypto'
import { connect, type AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
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

const pieces = fc.constantFrom(
  ...'/ // . .. ... %2e %2E%2e %252e%252e %2f %2F %252f %5c \\ %00 %0d%0a \r\n %zz ? # ; @ :'.split(
    ' ',
  ),
  ...'v2.1 v2 organizations users usage resources user status projects acme'.split(' '),
  ...'http://evil.example https://api.ubiops.com //evil.example é %ff'.split(' '),
  ' ',
)
const paths = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc
    .array(pieces, { maxLength: 6 })
    .map((parts) => `/v2.1/organizations/${parts.join('')}/users/${parts.join('')}`),
  fc.array(pieces, { maxLength: 8 }).map((parts) => `/v2.1/${parts.join('/')}`),
  fc.string({ maxLength: 40 }).map((text) => `/v2.1/organizations/${text}`),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'x-forwarded-host',
    'x-original-url',
    'x-rewrite-url',
    'x-http-method-override',
    'forwarded',
    'content-type',
    'transfer-encoding',
    'upgrade',
    'via',
    'cookie',
  ),
  fc.oneof(paths, fc.constantFrom('DELETE', 'chunked', 'h2c', 'application/json')),
  { maxKeys: 3 },
)
const methods = fc.constantFrom(
  'GET',
  'POST',
  'PATCH',
  'DELETE',
  'PUT',
  'OPTIONS',
  'HEAD',
  'CONNECT',
)

test('nothing but the operations of the table', async () => {
  await fc.assert(
    fc.asyncProperty(methods, paths, headers, async (method, path, more) => {
      const before = upstream.calls.length
      const lines = Object.entries(more).map(([name, value]) => `${name}: ${value}\r\n`)
      const head = `host: localhost\r\nauthorization: Token secret\r\n${lines.join('')}connection: close\r\n`
      await send(`${method} ${path} HTTP/1.1\r\n${head}\r\n`)
      for (const call of upstream.calls.slice(before)) {
        expect(operationOf(call)).toBeDefined()
        const segments = (call.path.split('?')[0] ?? '').split('/').map(decodeURIComponent)
        for (const segment of segments) expect(segment).not.toMatch(/^\.{1,2}$|\p{Cc}/u)
        expect(call.headers['authorization']).toBe('Token secret')
        expect(Object.keys(call.headers)).not.toContain('cookie')
        expect(call.headers.host).toBe(new URL(upstream.host).host)
      }
    }),
    { numRuns: 1000 },
  )
  // Else it would say nothing.
  expect(upstream.calls.length).toBeGreaterThan(20)
})
