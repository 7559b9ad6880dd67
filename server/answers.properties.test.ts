/** Whatever JSON an API behind this server answers with: it goes on as it came, or says what is wrong. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FastifyInstance } from 'fastify'
import { operationIds, operations, pathOf, type OperationId } from '#contract/operations.ts'
import { anyJson, anyStatus } from '../e2e/any-answer.ts'
import { buildApp } from './app.ts'

fc.configureGlobal({ seed: 1 })

let answer = { status: 200, body: '' }
const upstream = createServer((request, response) => {
  request.resume()
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
})
let app: FastifyInstance
beforeAll(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const host = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v2.1`
  app = await buildApp({
    api: { kind: 'upstream', host, timeout: 30_000 },
    sessionKeys: [randomBytes(32)],
    publicUrl: 'http://localhost:4200',
    rateLimit: 1_000_000,
  })
})
afterAll(async () => {
  await app.close()
  upstream.closeAllConnections()
  upstream.close()
})

const bodies: Partial<Record<OperationId, object>> = {
  organizations_create: { name: 'acme', subscription: 'free' },
  organizations_update: { name: 'acme' },
  organization_users_create: { email: 'bob@example.com' },
  organization_users_update: { admin: true },
}

const call = (id: OperationId) => {
  const body = bodies[id]
  return app.inject({
    method: operations[id].method,
    url: `/v2.1${pathOf(operations[id].path, { organization_name: 'acme', user_id: 'bob' })}`,
    headers: { authorization: 'Token secret' },
    ...(body && { payload: body }),
  })
}

/** As other servers may write it. */
const written = fc
  .tuple(
    fc.oneof({ weight: 3, arbitrary: anyJson }, fc.jsonValue({ stringUnit: 'binary' })),
    fc.constantFrom(undefined, '\t'),
    fc.constantFrom('', ' \n'),
  )
  .map(([json, indent, around]) => `${around}${JSON.stringify(json, undefined, indent)}${around}`)

test.each(operationIds)('any JSON as the answer of %s', async (id) => {
  await fc.assert(
    fc.asyncProperty(written, anyStatus, async (body, status) => {
      answer = { status, body }
      const got = await call(id)
      expect(got.statusCode).toBe(status)
      expect(got.headers['content-type']).toMatch(/^application\/json/)
      if (got.rawPayload.equals(Buffer.from(body))) return
      expect(status).toBeGreaterThanOrEqual(400)
      const { error, ...more } = got.json()
      expect(error).toEqual(expect.stringMatching(/./))
      // Only what is no object may come of something in between, after the write was done.
      expect([{}, { fields: expect.anything() }, { outcome: 'unknown' }]).toContainEqual(more)
    }),
    { numRuns: 200 },
  )
})
