/** What passes between this server and the API behind it, where it is not an answer as its documents say. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createTlsServer, globalAgent } from 'node:https'
import {
  createServer as createSocketServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { buildApp } from './app.ts'
import { certificate } from './testing/certificate.ts'

const PATIENT = 30_000
const MIB = 1024 * 1024

/** A server before this one, which stands for the API; calls of its own operations. */
async function before(upstream: Server, { scheme = 'http', timeout = PATIENT } = {}) {
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  const app = await buildApp({
    api: { kind: 'upstream', host: `${scheme}://127.0.0.1:${port}/v2.1`, timeout },
    sessionKeys: [randomBytes(32)],
    publicUrl: 'http://localhost:4200',
    rateLimit: 1_000_000,
  })
  onTestFinished(async () => {
    await app.close()
    if ('closeAllConnections' in upstream) (upstream as HttpServer).closeAllConnections()
    upstream.close()
  })
  const headers = { authorization: 'Token secret' }
  const call = async (method: 'GET' | 'POST') => {
    const { statusCode: status, rawPayload } = await app.inject({
      method,
      url: '/v2.1/organizations',
      headers,
      ...(method === 'POST' && { payload: { name: 'acme', subscription: 'free' } }),
    })
    return { status, text: rawPayload.toString() }
  }
  return { read: () => call('GET'), write: () => call('POST') }
}

const answering = (listener: RequestListener, timeout?: number) =>
  before(createServer(listener), timeout === undefined ? {} : { timeout })

/** Says exactly this to each request on a connection. */
const saying = (text: string) =>
  before(createSocketServer((socket) => void socket.on('data', () => socket.write(text))))

const notDone = { error: expect.stringMatching(/could not be reached\. Try again in a moment\.$/) }
const notKnown = { error: expect.stringMatching(/not known whether/), outcome: 'unknown' }

test.each([401, 407, 408, 421, 425])('what is refused with %i is sent once', async (status) => {
  let calls = 0
  const { read, write } = await answering((_, response) => {
    calls += 1
    response.writeHead(status).end('{"error":"No."}')
  })
  expect([await read(), await write()]).toEqual([
    { status, text: '{"error":"No."}' },
    { status, text: '{"error":"No."}' },
  ])
  expect(calls).toBe(2)
})

test.each([
  [
    { error: { name: ['Too long.', 'Taken.'] } },
    'name: Too long. Taken.',
    { name: 'Too long. Taken.' },
  ],
  [
    { name: ['Taken.'], non_field_errors: ['No more.'] },
    'name: Taken. No more.',
    { name: 'Taken.', non_field_errors: 'No more.' },
  ],
  [['No more.'], 'No more.', undefined],
  [{ error: ['No more.'] }, 'No more.', undefined],
])('of %j, said of a body, the words and the fields are passed on', async (said, error, fields) => {
  let status = 400
  const { write } = await answering((_, response) =>
    response.writeHead(status).end(JSON.stringify(said)),
  )
  for (status of [400, 422]) {
    const got = await write()
    expect([got.status, JSON.parse(got.text)]).toEqual([
      status,
      { error, ...(fields && { fields }) },
    ])
  }
  // Of anything else that it refuses an API names no fields.
  status = 409
  expect(JSON.parse((await write()).text)).toEqual({ error: expect.stringMatching(/status 409/) })
})

test('what is said of a body otherwise stays as it came', async () => {
  let said = ''
  const { write } = await answering((_, response) => response.writeHead(400).end(said))
  said = JSON.stringify({ error: 'Taken.', fields: { name: 'Taken.' } })
  expect((await write()).text).toBe(said)
  for (said of ['{"name":[{"code":1}],"other":[]}', '[]', '[1]', '{"error":{}}', '{"name":"x"}'])
    expect((await write()).text).toContain('status 400')
})

test.each(['100 Continue', '103 Early Hints'])('%s comes before an answer', async (early) => {
  const { read, write } = await saying(
    `HTTP/1.1 ${early}\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]`,
  )
  expect([await read(), await write()]).toEqual([
    { status: 200, text: '[]' },
    { status: 200, text: '[]' },
  ])
})

test('an offer to speak something else is no answer', async () => {
  const { read, write } = await saying(
    'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n',
  )
  expect((await read()).status).toBe(502)
  const { status, text } = await write()
  expect([status, JSON.parse(text)]).toEqual([502, notKnown])
})

describe('a write', () => {
  const refused = async (write: () => Promise<{ status: number; text: string }>) => {
    const { status, text } = await write()
    return [status, JSON.parse(text)]
  }

  test('whose TLS handshake is cut was not done', async () => {
    const cut = createSocketServer((socket) => void socket.once('data', () => socket.destroy()))
    const { write } = await before(cut, { scheme: 'https' })
    expect(await refused(write)).toEqual([502, notDone])
  })

  test('to whose certificate nobody vouches was not done', async () => {
    let calls = 0
    const { write } = await before(
      createTlsServer(certificate, () => (calls += 1)),
      { scheme: 'https' },
    )
    expect(await refused(write)).toEqual([502, notDone])
    expect(calls).toBe(0)
  })

  test('that stays without a connection was not done', async () => {
    const silent = createSocketServer(() => undefined)
    const { write } = await before(silent, { scheme: 'https', timeout: 200 })
    expect(await refused(write)).toEqual([
      504,
      { error: expect.stringMatching(/did not answer within 0\.2 s\. Try again in a moment\.$/) },
    ])
  })

  test.each(['http', 'https'])(
    'that was sent over %s may have been done, on a kept connection, too',
    async (scheme) => {
      globalAgent.options.ca = certificate.cert
      onTestFinished(() => void delete globalAgent.options.ca)
      const sockets = new Set<Socket>()
      let resets = false
      const listener: RequestListener = ({ socket }, response) => {
        sockets.add(socket)
        if (resets) socket.destroy()
        else response.end('{}')
      }
      const { write } = await before(
        scheme === 'http' ? createServer(listener) : createTlsServer(certificate, listener),
        { scheme },
      )
      expect((await write()).status).toBe(200)
      resets = true
      expect(await refused(write)).toEqual([502, notKnown])
      expect(sockets.size).toBe(1)
      expect(await refused(write)).toEqual([502, notKnown])
      expect(sockets.size).toBe(2)
    },
  )
})

describe('an answer', () => {
  const json = JSON.stringify(Array.from({ length: 1000 }, (_, index) => ({ index, é: '𝄞' })))
  const compressed = gzipSync(json)

  test('may come compressed', async () => {
    const { read } = await answering(({ headers }, response) => {
      expect(headers['accept-encoding']).toBe('gzip')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(compressed)
    })
    expect(await read()).toEqual({ status: 200, text: json })
  })

  test.each([
    ['cut', compressed.subarray(0, -20)],
    ['no such thing', Buffer.from(json)],
  ])('that says it is compressed and is %s is none', async (_, bytes) => {
    const { read } = await answering((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bytes),
    )
    expect((await read()).status).toBe(502)
  })

  test.each([
    ['is read up to 128 MiB', 128 * MIB, 200],
    ['is not read beyond', 128 * MIB + 1, 502],
  ])('%s, compressed or not', async (_, size, status) => {
    const whole = Buffer.alloc(size, ' ').fill('[]', 0, 2)
    const small = gzipSync(whole, { level: 1 })
    let packed = false
    const { read } = await answering((_, response) => {
      if (packed) response.writeHead(200, { 'content-encoding': 'gzip' }).end(small)
      else response.end(whole)
    })
    for (packed of [false, true]) {
      const got = await read()
      expect([packed, got.status]).toEqual([packed, status])
      if (status === 502)
        expect(JSON.parse(got.text)).toEqual({
          error: expect.stringContaining('more than the 128 MB'),
          retry: false,
        })
    }
  })

  test('has to begin within the limit, and to end within twice that', async () => {
    const limit = 100_000
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    for (const [share, status] of [
      [1.9, 200],
      [2.1, 504],
    ] as const) {
      let end: (() => void) | undefined
      const { read } = await answering((_, response) => {
        response.write('[')
        end = () => void response.end(']')
      }, limit)
      const answer = read()
      // Of the two limits the first is over once it has begun.
      await vi.waitFor(
        () => expect([end, vi.getTimerCount()]).toEqual([expect.anything(), 1]),
        PATIENT,
      )
      vi.advanceTimersByTime((share - 0.05) * limit)
      end?.()
      expect([share, (await answer).status]).toEqual([share, status])
    }
  })
})
