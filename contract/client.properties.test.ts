/** Whatever JSON a server answers with: the client gives data of the known shape, or says what is wrong. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { anyJson, anyStatus } from '../e2e/any-answer.ts'
import { createClient } from './client.ts'
import { ApiError } from './errors.ts'
import { operationIds, operations, type Api, type OperationId } from './operations.ts'

fc.configureGlobal({ seed: 1 })

let answer = { status: 200, body: '' }
const server = createServer((request, response) => {
  request.resume()
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body)
})
let client: Api
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  client = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const call = (id: OperationId) =>
  (client[id] as (input: object) => Promise<unknown>)({
    params: { organization_name: 'acme', user_id: 'bob' },
    body: {},
  })

test.each(operationIds)('any JSON as the answer of %s', async (id) => {
  await fc.assert(
    fc.asyncProperty(anyJson, anyStatus, async (body, status) => {
      answer = { status, body: JSON.stringify(body) }
      const got = await call(id).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ApiError)
        return error
      })
      if (status >= 400) expect(got).toBeInstanceOf(ApiError)
      if (!(got instanceof ApiError))
        expect(z.safeParse<z.core.$ZodType>(operations[id].reads, got).success).toBe(true)
    }),
    { numRuns: 300 },
  )
})
