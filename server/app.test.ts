import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import {
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { operationIds, operations, pathOf } from '#contract/operations.ts'
import { buildApp, type AppOptions } from './app.ts'
import { ensureActiveUser } from './db/accounts.ts'
import { openDatabase } from './db/open.ts'
import type { Log } from './log.ts'
import { createToken } from './embedded/tokens.ts'
import { ensureSample, removeSample } from './db/sample.ts'
import { collectGarbage } from './testing/garbage.ts'

const key = (text: string) => new Uint8Array(32).fill(text.charCodeAt(0))
const publicUrl = 'http://localhost:3000'
/** Milliseconds; a busy machine takes its time. */
const PATIENCE = 20_000
const here = { 'sec-fetch-site': 'same-origin' }

async function start(options: Partial<AppOptions> & { sample?: boolean } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-app-'))
  const db = await openDatabase({ file: join(folder, 'test.sqlite') })
  if (options.sample) await ensureSample(db)
  const app = await buildApp({
    api: { kind: 'embedded', db, sample: options.sample ?? false },
    sessionKeys: [key('a')],
    publicUrl,
    rateLimit: 1_000_000,
    ...options,
  })
  onTestFinished(async () => {
    await app.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const token = await createToken(db, await ensureActiveUser(db, { email: 'ann@example.com' }))
  const signIn = (given: string, headers: Record<string, string> = here) =>
    app.inject({ method: 'POST', url: '/session', headers, payload: { token: given } })
  return { app, db, token, signIn, folder }
}

const cookieOf = (response: { cookies: { name: string; value: string }[] }) => {
  const [cookie] = response.cookies
  if (!cookie) throw new Error('There is no cookie.')
  return { [cookie.name]: cookie.value }
}

describe('session', () => {
  test('happy: a token goes in once, and from then on the cookie speaks for it', async () => {
    const { app, token, signIn } = await start()
    expect((await app.inject('/session')).json()).toEqual({
      signed_in: false,
      server: { kind: 'own', name: 'This server' },
      own_token: false,
      sample_sign_in: false,
      sample_organizations: [],
    })
    const signedIn = await signIn(`Token ${token}`)
    expect(signedIn.json()).toMatchObject({ signed_in: true })
    const [cookie] = signedIn.cookies
    expect(cookie).toMatchObject({
      name: 'org-console-3000',
      path: '/',
      httpOnly: true,
      sameSite: 'Strict',
      maxAge: 12 * 60 * 60,
    })
    expect(cookie?.value).not.toContain(token)
    const cookies = cookieOf(signedIn)
    expect((await app.inject({ url: '/v2.1/user', cookies })).json()).toMatchObject({
      email: 'ann@example.com',
    })
    const renewed = await app.inject({ url: '/session', cookies })
    expect(renewed.json()).toMatchObject({ signed_in: true })
    expect(renewed.cookies).toHaveLength(1)
    expect((await app.inject({ url: '/v2.1/user', cookies })).cookies).toEqual([])
    const out = await app.inject({ method: 'DELETE', url: '/session', cookies, headers: here })
    expect(out.statusCode).toBe(204)
    expect(out.cookies).toMatchObject([{ name: 'org-console-3000', value: '' }])
  })

  test('happy: one press signs in to the sample', async () => {
    const { app } = await start({ sample: true })
    expect((await app.inject('/session')).json()).toMatchObject({
      sample_sign_in: true,
      sample_organizations: [],
    })
    const signedIn = await app.inject({ method: 'POST', url: '/session/sample', headers: here })
    const user = await app.inject({ url: '/v2.1/user', cookies: cookieOf(signedIn) })
    expect(user.json()).toMatchObject({ email: 'admin@example.com' })
  })

  test('happy: it tells which of the person’s organizations are the sample’s', async () => {
    const { app, signIn, token } = await start({ sample: true })
    const press = await app.inject({ method: 'POST', url: '/session/sample', headers: here })
    const cookies = cookieOf(press)
    const create = { method: 'POST', url: '/v2.1/organizations', headers: here, cookies } as const
    await app.inject({ ...create, payload: { name: 'my-own', subscription: 'free' } })
    const list: { id: string; name: string }[] = (
      await app.inject({ url: '/v2.1/organizations', cookies })
    ).json()
    const made = list.filter(({ name }) => name !== 'my-own').map(({ id }) => id)
    expect(made.length).toBe(list.length - 1)
    const { sample_organizations } = (await app.inject({ url: '/session', cookies })).json()
    expect(new Set(sample_organizations)).toEqual(new Set(made))
    // Somebody with none of them on the same server.
    expect((await signIn(token)).json()).toMatchObject({ sample_organizations: [] })
  })

  test('happy: the sample is offered as long as there is one', async () => {
    const { app, db } = await start({ sample: true })
    await removeSample(db)
    await ensureActiveUser(db, { email: 'admin@example.com' })
    expect((await app.inject('/session')).json()).toEqual({
      signed_in: false,
      server: { kind: 'own', name: 'This server' },
      own_token: false,
      sample_sign_in: false,
      sample_organizations: [],
    })
    const press = await app.inject({ method: 'POST', url: '/session/sample', headers: here })
    expect([press.statusCode, press.cookies]).toEqual([404, []])
    expect(press.json()).toEqual({ error: expect.stringMatching(/no sample organizations/) })
  })

  test('error: a sample that is there is not offered where it is switched off', async () => {
    const { app, db } = await start()
    await ensureSample(db)
    expect((await app.inject('/session')).json()).toMatchObject({
      server: { kind: 'own' },
      sample_sign_in: false,
    })
    const press = await app.inject({ method: 'POST', url: '/session/sample', headers: here })
    expect(press.statusCode).toBe(404)
  })

  test.each([undefined, [], 'null', {}, { token: 7 }])(
    'error: a sign-in with the body %j has no token',
    async (payload) => {
      const { app } = await start()
      const headers = { ...here, 'content-type': 'application/json' }
      const answer = await app.inject({
        method: 'POST',
        url: '/session',
        headers,
        ...(payload && { payload }),
      })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        400,
        { error: 'Paste your API token.' },
      ])
    },
  )

  test('error: an unknown token, no token, and no sample', async () => {
    const { app, signIn } = await start()
    const unknown = await signIn('unknown')
    expect([unknown.statusCode, unknown.json()]).toEqual([
      401,
      {
        error: expect.any(String),
        fields: { token: expect.stringMatching(/does not know this token/) },
      },
    ])
    const empty = await signIn('  Token  ')
    expect(empty.statusCode).toBe(400)
    expect(empty.json()).toMatchObject({ fields: { token: expect.any(String) } })
    const sample = await app.inject({ method: 'POST', url: '/session/sample', headers: here })
    expect(sample.statusCode).toBe(404)
  })

  test('security: a session does not change hands', async () => {
    const { app, token, signIn } = await start()
    const cookies = cookieOf(await signIn(token))
    const [[name, value]] = Object.entries(cookies) as [[string, string]]
    const forged = `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`
    for (const other of [forged, token, ''])
      expect((await app.inject({ url: '/v2.1/user', cookies: { [name]: other } })).statusCode).toBe(
        401,
      )

    const renewing = await start({ sessionKeys: [key('b'), key('a')] })
    expect((await renewing.app.inject({ url: '/session', cookies })).json()).toMatchObject({
      signed_in: true,
    })
    const stranger = await start({ sessionKeys: [key('b')] })
    expect((await stranger.app.inject({ url: '/session', cookies })).json()).toMatchObject({
      signed_in: false,
    })
  })

  test('security: a session ends twelve hours after it was last renewed', async () => {
    const { app, token, signIn } = await start()
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const signedInAt = Date.now()
    const cookies = cookieOf(await signIn(token))
    const hours = (number: number) => vi.setSystemTime(signedInAt + number * 60 * 60 * 1000)
    hours(11.9)
    const renewed = await app.inject({ url: '/session', cookies })
    expect(renewed.json()).toMatchObject({ signed_in: true })
    hours(12.1)
    expect((await app.inject({ url: '/session', cookies })).json()).toMatchObject({
      signed_in: false,
    })
    expect((await app.inject({ url: '/v2.1/user', cookies })).statusCode).toBe(401)
    const later = { url: '/v2.1/user', cookies: cookieOf(renewed) }
    expect((await app.inject(later)).statusCode).toBe(200)
  })

  test('security: nothing on the way keeps who is signed in', async () => {
    const { app, token, signIn } = await start({ sample: true })
    const signedIn = await signIn(token)
    const cookies = cookieOf(signedIn)
    const answers = [
      signedIn,
      await app.inject('/session'),
      await app.inject({ url: '/session', cookies }),
      await app.inject({ url: '/session', headers: { host: 'evil.example' } }),
      await app.inject({ method: 'POST', url: '/session/sample', headers: here }),
      await app.inject({ method: 'DELETE', url: '/session', cookies, headers: here }),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 403, 200, 204])
    for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store')
  })

  test('security: on plain http it answers only to names of this machine', async () => {
    const { app, token, signIn } = await start({ sample: true })
    const cookies = cookieOf(await signIn(token))
    const at = (host: string) => [
      app.inject({ url: '/session', headers: { host } }),
      app.inject({ method: 'POST', url: '/session/sample', headers: { ...here, host } }),
      app.inject({ url: '/v2.1/user', cookies, headers: { host } }),
    ]
    for (const host of ['localhost', 'localhost:8080', '127.0.0.1:3000', '[::1]:3000'])
      for (const answer of await Promise.all(at(host)))
        expect([host, answer.statusCode]).toEqual([host, 200])
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '10.0.0.1'])
      for (const answer of await Promise.all(at(host))) {
        expect([host, answer.statusCode]).toEqual([host, 403])
        expect(answer.json()).toEqual({ error: expect.stringMatching(/this machine alone/) })
      }
    const program = { host: 'evil.example', authorization: `Token ${token}` }
    expect((await app.inject({ url: '/v2.1/user', headers: program })).statusCode).toBe(200)
    const elsewhere = await start({ publicUrl: 'http://127.0.0.2:3000' })
    for (const [host, status] of [
      ['127.0.0.2:3000', 200],
      ['127.0.0.3:3000', 403],
    ] as const)
      expect((await elsewhere.app.inject({ url: '/session', headers: { host } })).statusCode).toBe(
        status,
      )
    const behindAProxy = await start({ publicUrl: 'https://console.example.com' })
    const inside = { url: '/session', headers: { host: 'inside:3000' } }
    expect((await behindAProxy.app.inject(inside)).statusCode).toBe(200)
  })

  test('security: another site can neither sign in to the sample nor sign anyone out', async () => {
    const { app } = await start({ sample: true })
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ])
      for (const [method, url] of [
        ['POST', '/session/sample'],
        ['DELETE', '/session'],
      ] as const) {
        const answer = await app.inject({ method, url, headers })
        expect([url, answer.statusCode, answer.cookies]).toEqual([url, 403, []])
      }
  })

  test('security: twenty sign-ins a minute and address are tried', async () => {
    const { app, signIn } = await start()
    for (let attempt = 0; attempt < 20; attempt++)
      expect((await signIn('guess')).statusCode).toBe(401)
    const refused = await signIn('guess')
    expect([refused.statusCode, refused.json()]).toEqual([
      429,
      { error: expect.stringMatching(/Wait \d+ s/) },
    ])
    expect((await app.inject('/session')).statusCode).toBe(200)
    const strict = await start({ rateLimit: 1 })
    expect((await strict.signIn('guess')).statusCode).toBe(401)
    expect((await strict.signIn('guess')).statusCode).toBe(429)
  })

  test('security: only a trusted proxy says whose address it is', async () => {
    const limits = { rateLimit: 1, trustProxy: ['10.0.0.0/8'] }
    const from = async (remoteAddress: string) => {
      const { app } = await start(limits)
      const call = (address: string) =>
        app.inject({
          url: '/v2.1/status',
          remoteAddress,
          headers: { 'x-forwarded-for': address },
        })
      return [(await call('192.0.2.1')).statusCode, (await call('192.0.2.2')).statusCode]
    }
    expect(await from('10.1.2.3')).toEqual([200, 200])
    expect(await from('192.0.2.9')).toEqual([200, 429])
  })

  test('security: with the cookie only the console itself may write', async () => {
    const { app, token, signIn } = await start()
    const cookies = cookieOf(await signIn(token))
    const create = (headers: Record<string, string>, name: string) =>
      app.inject({
        method: 'POST',
        url: '/v2.1/organizations',
        headers,
        cookies,
        payload: { name, subscription: 'free' },
      })
    const elsewhere = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:9999' },
      { 'sec-fetch-site': 'cross-site', origin: publicUrl },
    ]
    for (const headers of elsewhere) expect((await create(headers, 'a')).statusCode).toBe(403)
    expect((await create(here, 'a')).statusCode).toBe(201)
    expect((await create({ origin: publicUrl }, 'b')).statusCode).toBe(201)
    const tunnel = { host: 'localhost:8080', origin: 'http://localhost:8080' }
    expect((await create({ ...here, ...tunnel }, 'd')).statusCode).toBe(201)
    expect((await signIn(token, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
    // A program sends its own token, and needs no origin.
    const program = await app.inject({
      method: 'POST',
      url: '/v2.1/organizations',
      headers: { authorization: `Token ${token}` },
      payload: { name: 'c', subscription: 'free' },
    })
    expect(program.statusCode).toBe(201)
  })

  test('security: on https the cookie is bound to the host', async () => {
    const { signIn, token } = await start({ publicUrl: 'https://console.example.com' })
    const signedIn = await signIn(token)
    expect(signedIn.cookies).toMatchObject([
      { name: '__Host-org-console', secure: true, path: '/' },
    ])
    expect(signedIn.headers['strict-transport-security']).toMatch(/max-age=\d{8}/)
  })
})

describe('the built app', () => {
  async function startWithApp(log?: Log) {
    const dist = mkdtempSync(join(tmpdir(), 'org-console-dist-'))
    onTestFinished(() => rmSync(dist, { recursive: true }))
    mkdirSync(join(dist, 'assets'))
    writeFileSync(join(dist, 'index.html'), '<title>shell</title>')
    mkdirSync(join(dist, '.vite'))
    writeFileSync(join(dist, '.vite/manifest.json'), '{}')
    writeFileSync(join(dist, 'assets/x-1.js'), 'plain')
    writeFileSync(join(dist, 'assets/x-1.js.br'), 'as brotli')
    return start({ dist, ...(log && { log }) })
  }

  test('happy: the shell for every page, and hashed assets for good, compressed', async () => {
    const { app } = await startWithApp()
    for (const url of [
      '/',
      '/organizations/a.b/members',
      '/organizations/a.b',
      '/organizations/acme?x=a.js',
      '/sign-in',
    ]) {
      const page = await app.inject(url)
      expect([url, page.statusCode, page.body]).toEqual([url, 200, '<title>shell</title>'])
      expect(page.headers['cache-control']).toBe('no-cache')
      const head = await app.inject({ method: 'HEAD', url })
      expect([url, head.statusCode, head.body]).toEqual([url, 200, ''])
      expect(head.headers['content-length']).toBe(page.headers['content-length'])
    }
    const asset = await app.inject({ url: '/assets/x-1.js', headers: { 'accept-encoding': 'br' } })
    expect(asset.body).toBe('as brotli')
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      'content-type': expect.stringContaining('javascript'),
    })
    expect((await app.inject('/assets/x-1.js')).body).toBe('plain')
  })

  test('error: a chunk that is gone is not the shell', async () => {
    const { app } = await startWithApp()
    for (const url of ['/assets/gone.js', '/v2.1/nope', '/v2/nope', '/session/nope', '/a.js'])
      expect([url, (await app.inject(url)).statusCode]).toEqual([url, 404])
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect((await app.inject({ method, url: '/organizations' })).statusCode).toBe(404)
  })

  test('the log calls what is served a page', async () => {
    const lines: string[] = []
    const { app } = await startWithApp({ write: (line) => void lines.push(line) })
    for (const url of ['/', '/organizations/in-the-path', '/assets/x-1.js']) await app.inject(url)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ operation: 'page', status: 200 })
    expect(lines).toHaveLength(3)
    expect(lines.join('')).not.toContain('in-the-')
  })

  test('security: what the build notes for itself is not served', async () => {
    const { app } = await startWithApp()
    expect((await app.inject('/.vite/manifest.json')).statusCode).toBe(404)
  })

  test('security: every answer says what a browser may do with it', async () => {
    const { app, token } = await startWithApp()
    const hardening = {
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-length': expect.stringMatching(/^\d+$/),
      date: expect.any(String),
      connection: 'keep-alive',
    }
    expect((await app.inject('/')).headers).toEqual({
      ...hardening,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'accept-ranges': 'bytes',
      etag: expect.any(String),
      'last-modified': expect.any(String),
      vary: 'accept-encoding',
    })
    const json = {
      ...hardening,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    }
    const counted = {
      'x-ratelimit-limit': '1000000',
      'x-ratelimit-remaining': expect.stringMatching(/^\d+$/),
      'x-ratelimit-reset': expect.stringMatching(/^\d+$/),
    }
    const headers = { authorization: `Token ${token}` }
    const user = await app.inject({ url: '/v2.1/user', headers })
    expect([user.statusCode, user.headers]).toEqual([200, { ...json, ...counted }])
    const unknown = await app.inject({ url: '/v2.1/organizations/nobody', headers })
    expect([unknown.statusCode, unknown.headers]).toEqual([404, { ...json, ...counted }])
    for (const [url, status] of [
      ['/v2.1/organizations/%ZZ', 400],
      ['/assets/gone.js', 404],
    ] as const) {
      const refused = await app.inject(url)
      expect([url, refused.statusCode, refused.headers]).toEqual([url, status, json])
    }
  })
})

test('healthz and readyz answer', async () => {
  const { app } = await start()
  expect((await app.inject('/healthz')).json()).toEqual({ status: 'ok' })
  expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok' })
})

test('a server whose database is gone lives, and is not ready', async () => {
  const { app } = await start({ sample: true })
  const { app: without, db } = await start()
  await db.destroy()
  expect((await without.inject('/healthz')).statusCode).toBe(200)
  const unready = await without.inject('/readyz')
  expect([unready.statusCode, unready.json()]).toEqual([503, { error: expect.any(String) }])
  expect((await app.inject('/readyz')).statusCode).toBe(200)
})

test.each([
  ['/v2.1/organizations', 'GET, HEAD, POST', ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']],
  ['/v2/organizations/acme', 'GET, HEAD, PATCH', ['PUT', 'POST', 'DELETE', 'TRACE', 'QUERY']],
  ['/v2.1/organizations/acme/users/1', 'GET, HEAD, PATCH, DELETE', ['PUT', 'POST', 'LINK']],
  ['/v2.1/status', 'GET, HEAD', ['PUT', 'POST']],
  ['/session', 'GET, HEAD, POST, DELETE', ['PUT', 'PATCH', 'OPTIONS', 'PROPFIND']],
  ['/session/sample', 'POST', ['GET', 'HEAD', 'PUT']],
  ['/healthz', 'GET, HEAD', ['POST']],
])('%s takes %s, and says so to others', async (url, allow, methods) => {
  const { app } = await start()
  const port = await listening(app)
  for (const method of methods) {
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      request({ port, host: '127.0.0.1', path: url, method, headers: { 'content-length': 9 } })
        .once('response', resolve)
        .once('error', reject)
        .end('{no JSON}'),
    )
    const said = (await answer.toArray()).join('')
    expect([method, answer.statusCode, answer.headers.allow]).toEqual([method, 405, allow])
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    if (method !== 'HEAD') expect(JSON.parse(said)).toEqual({ error: expect.stringMatching(allow) })
  }
  expect((await app.inject({ method: 'PUT', url: '/v2.1/nothing' })).statusCode).toBe(404)
})

/** What a server with these limits says on a connection until it ends it; `talk` is run once it stands. */
async function said(talk: (socket: Socket) => void, limits?: AppOptions['limits']) {
  const { app } = await start(limits && { limits })
  const port = await listening(app)
  return new Promise<string>((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => talk(socket))
    socket.on('data', (part) => (answer += String(part)))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(answer))
  })
}

const listening = async (app: FastifyInstance) => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
}

/** Where nobody listens any more. */
async function refusedAddress() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/v2.1`
}

/** Goes on sending a little until the connection ends, so that something always moves on it. */
const drip = (socket: Socket, part: string) => {
  const timer = setInterval(() => socket.write(part), 20)
  socket.once('close', () => clearInterval(timer))
}

test('edge: a longer name than any organization has is that of none', async () => {
  const { app, token } = await start()
  const answer = await app.inject({
    url: `/v2.1/organizations/${'a'.repeat(200)}`,
    headers: { authorization: `Bearer ${token}` },
  })
  expect(answer.statusCode).toBe(404)
  expect(answer.json().error).toContain('There is no organization with this name')
})

describe('a request that never arrives', () => {
  /** As every other answer: with what a browser may do with it, and a sentence. */
  const refusedWith = (status: number) =>
    new RegExp(
      `^HTTP/1\\.1 ${status} [^]*content-security-policy: [^]*nosniff[^]*\\r\\n\\r\\n\\{"error":"The [^"]+"\\}$`,
    )

  test('security: whose header never ends is cut off', async () => {
    const answer = await said(
      (socket) => {
        socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: ')
        drip(socket, 'x')
      },
      { header: 200, request: 600_000 },
    )
    expect(answer).toMatch(refusedWith(408))
  })

  test('security: whose body drips is cut off', async () => {
    const answer = await said(
      (socket) => {
        socket.write('POST /session HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n')
        socket.write('content-type: application/json\r\n\r\n')
        drip(socket, ' ')
      },
      { header: 200, request: 400 },
    )
    expect(answer).toMatch(refusedWith(408))
  })

  test('security: whose header is too large is refused', async () => {
    const answer = await said((socket) =>
      socket.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-large: ${'x'.repeat(17_000)}`),
    )
    expect(answer).toMatch(refusedWith(431))
  })

  test('security: which is none is refused', async () => {
    expect(await said((socket) => socket.write('no request\r\n\r\n'))).toMatch(refusedWith(400))
  })

  test('the limits are seconds', async () => {
    const { app } = await start()
    const { headersTimeout, requestTimeout, keepAliveTimeout } = app.server
    expect([headersTimeout, requestTimeout, keepAliveTimeout]).toEqual([10_000, 30_000, 10_000])
  })

  test('a request that is whole only once the server stops is told so', async () => {
    const lines: string[] = []
    const { app } = await start({ log: { write: (line) => void lines.push(line) } })
    const port = await listening(app)
    let answer = ''
    const arrived = new Promise((resolve) => app.server.once('connection', resolve))
    const socket = connect(port, '127.0.0.1')
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.on('data', (part) => (answer += String(part)))
    await arrived
    const closed = app.close()
    await vi.waitFor(() => expect(app.server.listening).toBe(false), PATIENCE)
    socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
    lines.length = 0
    await Promise.all([closed, ended])
    expect(answer).toMatch(/connection: close/i)
    expect(answer).toMatch(refusedWith(503))
    expect(answer).toMatch(/being restarted\. Try again in a moment\./)
    expect(lines).toEqual([expect.stringMatching(/"operation":"\/healthz".*"status":503/)])
  })
})

test('a request that has arrived when the server stops is not cut, on a kept connection either', async () => {
  const { app } = await start()
  const port = await listening(app)
  const request = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n'
  const socket = connect(port, '127.0.0.1', () => socket.write(request))
  let answer = ''
  await new Promise((resolve) => socket.once('data', resolve))
  socket.on('data', (part) => (answer += String(part)))
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.write(request)
  await Promise.all([app.close(), ended])
  expect(answer).toMatch(/^HTTP\/1\.1 (200|503) [^]*connection: close/i)
})

describe('in front of another API', () => {
  async function gateway(
    answer: RequestListener,
    {
      timeout = 5000,
      log,
      limits,
      ...options
    }: {
      timeout?: number
      ownToken?: string
      log?: Log
      limits?: NonNullable<AppOptions['limits']>
    } = {},
  ) {
    const upstream = createServer(answer)
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      upstream.closeAllConnections()
      upstream.close()
    })
    const host = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v2.1`
    const api = { kind: 'upstream' as const, host, timeout, ...options }
    const { app } = await start({ api, ...(log && { log }), ...(limits && { limits }) })
    const call = (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) =>
      app.inject({
        method,
        url,
        headers: { authorization: 'Token secret' },
        ...(payload && { payload }),
      })
    return { app, call }
  }

  test('happy: the call goes on with the token, and the answer comes back as it came', async () => {
    const seen: unknown[] = []
    const { call } = await gateway((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization])
      response.writeHead(409, { 'x-ratelimit-remaining': '7', 'x-secret': 'no' })
      response.end('{"error":"As it came.",  "more":[1]}')
    })
    const answer = await call('GET', '/v2.1/organizations/acme/usage?interval=day')
    expect(seen).toEqual([['GET', '/v2.1/organizations/acme/usage?interval=day', 'Token secret']])
    expect(answer.statusCode).toBe(409)
    expect(answer.body).toBe('{"error":"As it came.",  "more":[1]}')
    expect(answer.headers['x-ratelimit-remaining']).toBe('7')
    expect(answer.headers['x-secret']).toBeUndefined()
  })

  test.each([
    '..%2Fprojects',
    'acme%2Fsubscriptions',
    '..%5Cprojects',
    '%252e%252e',
    'a%25b',
    'acme%3Fa',
    'acme%23a',
    '..%3B',
    '..;a',
  ])('what some servers would decode into another address goes nowhere: %s', async (name) => {
    const seen: unknown[] = []
    const { call } = await gateway((request, response) => {
      seen.push(request.url)
      response.end('{}')
    })
    const answers = [
      await call('GET', `/v2.1/organizations/${name}`),
      await call('GET', `/v2.1/organizations/acme/users/${name}`),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404])
    expect(seen).toEqual([])
  })

  test('a slow API is waited for longer than the server waits for anything else', async () => {
    // Node ends a connection on which nothing moves for this long.
    const { app } = await gateway(() => undefined, { timeout: 300_000 })
    expect(app.server.timeout).toBeGreaterThan(2 * 300_000)
  })

  test('security: of a call goes on what its operation has', async () => {
    const seen: unknown[] = []
    const { app } = await gateway(async (request, response) => {
      seen.push([request.url, (await request.toArray()).join('')])
      response.end('[]')
    })
    const send = (method: 'GET' | 'DELETE' | 'PATCH', url: string, payload?: string) =>
      app.inject({
        method,
        url,
        headers: { authorization: 'Token secret', 'content-type': 'application/json' },
        ...(payload && { payload }),
      })
    await send('GET', '/v2.1/organizations?a=b')
    await send('GET', '/v2.1/organizations/a/usage?interval=day&a=b')
    await send('PATCH', '/v2.1/organizations/a', '[]')
    await send('DELETE', '/v2.1/organizations/a/users/1?a=b', '{"a":"b"}')
    expect(
      (await send('GET', '/v2.1/organizations/a/usage?interval=day&interval=month')).statusCode,
    ).toBe(400)
    expect(seen).toEqual([
      ['/v2.1/organizations', ''],
      ['/v2.1/organizations/a/usage?interval=day', ''],
      ['/v2.1/organizations/a', '{}'],
      ['/v2.1/organizations/a/users/1', ''],
    ])
  })

  test('a token of any accepted length makes a cookie that a browser keeps', async () => {
    const { app } = await gateway((_, response) => response.end('[]'))
    const signIn = (length: number) =>
      app.inject({
        method: 'POST',
        url: '/session',
        headers: here,
        payload: { token: 'x'.repeat(length) },
      })
    const longest = await signIn(2_900)
    expect(longest.statusCode).toBe(200)
    expect(String(longest.headers['set-cookie']).length).toBeLessThanOrEqual(4_096)
    const longer = await signIn(2_901)
    expect([longer.statusCode, longer.cookies]).toEqual([400, []])
    expect(longer.json()).toMatchObject({
      fields: { token: expect.stringMatching(/at most 2,?900/) },
    })
  })

  test('security: nothing but the operations gets through, and only well-formed', async () => {
    let calls = 0
    const { call } = await gateway((_, response) => {
      calls += 1
      response.end('{}')
    })
    for (const path of [
      '/v2.1/projects',
      '/v2.1/organizations/../projects',
      '/v2.1/organizations/..',
      '/v2.1/organizations/%2e%2e',
      '/v2.1/organizations/%2e',
      '/v2.1/organizations/a%00',
      '/v2.1/organizations/a%0d%0ax',
      '/v2.1//evil.example/organizations',
      '/v2.1/organizations/a/usage?interval=year',
    ]) {
      const { statusCode } = await call('GET', path)
      expect([path, statusCode === 400 || statusCode === 404]).toEqual([path, true])
    }
    expect((await call('PATCH', '/v2.1/organizations/a', { name: 'Not Good' })).statusCode).toBe(
      400,
    )
    expect(calls).toBe(0)
  })

  test('a token of the console’s own needs no sign-in, on this machine and from the console alone', async () => {
    const seen: unknown[] = []
    const { app } = await gateway(
      (request, response) => {
        seen.push([request.method, request.headers.authorization])
        response.end('[]')
      },
      { ownToken: 'own' },
    )
    expect((await app.inject('/session')).json()).toMatchObject({
      signed_in: true,
      own_token: true,
    })
    expect((await app.inject('/session')).cookies).toEqual([])
    const read = (host: string) =>
      app.inject({ url: '/v2.1/organizations', headers: { host } }).then((it) => it.statusCode)
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
      expect([host, await read(host)]).toEqual([host, 200])
    for (const host of ['evil.example', 'localhost.evil.example', '10.0.0.1', '127.5.5.5:3000'])
      expect([host, await read(host)]).toEqual([host, 403])
    const create = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/v2.1/organizations',
        headers,
        payload: { name: 'a', subscription: 'free' },
      })
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ])
      expect((await create(headers)).statusCode).toBe(403)
    expect((await create(here)).statusCode).toBe(200)
    // Whoever signs in, or sends a token, is who they say.
    const signedIn = await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'mine' },
    })
    const cookies = cookieOf(signedIn)
    await app.inject({ url: '/v2.1/user', cookies })
    expect((await app.inject({ url: '/session', cookies })).json()).toMatchObject({
      signed_in: true,
      own_token: false,
    })
    expect(seen).toEqual([
      ...Array.from({ length: 3 }, () => ['GET', 'Token own']),
      ['POST', 'Token own'],
      ['GET', 'Token mine'],
      ['GET', 'Token mine'],
    ])
  })

  test.each([
    [undefined, 'Token mine'],
    ['Token other', 'Token other'],
    ['token other', 'Token other'],
    ['Bearer other', 'Bearer other'],
    ['bearer other', 'Bearer other'],
    ['other', 'Token other'],
    // Of a proxy in front, or of nobody.
    ['Basic dXNlcjpwYXNzd29yZA==', 'Token mine'],
    ['Digest username="user"', 'Token mine'],
    ['Token Token other', 'Token mine'],
    ['Token other é', 'Token mine'],
    ['tokené', 'Token mine'],
    ['', 'Token mine'],
  ])('security: with the header %j and a cookie the API behind is sent %j', async (given, sent) => {
    const seen: unknown[] = []
    const { app } = await gateway((request, response) => {
      seen.push(request.headers.authorization)
      response.end('[]')
    })
    const signedIn = await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'mine' },
    })
    const read = {
      url: '/v2.1/organizations',
      headers: { ...(given !== undefined && { authorization: given }) },
    }
    expect((await app.inject({ ...read, cookies: cookieOf(signedIn) })).statusCode).toBe(200)
    expect(seen).toEqual(['Token mine', sent])
    const without = await app.inject(read)
    expect(without.statusCode).toBe(sent === 'Token mine' ? 401 : 200)
  })

  test('security: what a proxy in front asked for is no leave to write', async () => {
    const { app } = await gateway((_, response) => response.end('[]'), { ownToken: 'own' })
    const write = (headers: Record<string, string>) =>
      app.inject({
        method: 'POST',
        url: '/v2.1/organizations',
        headers,
        payload: { name: 'a', subscription: 'free' },
      })
    const authorization = 'Basic dXNlcjpwYXNzd29yZA=='
    expect((await write({ authorization })).statusCode).toBe(403)
    expect((await write({ authorization, ...here })).statusCode).toBe(200)
  })

  test('security: on https at this machine a token of the console’s own still minds the host', async () => {
    const host = 'http://127.0.0.1:9/v2.1'
    const api = { kind: 'upstream' as const, host, timeout: 1000, ownToken: 'own' }
    const { app } = await start({ api, publicUrl: 'https://localhost:3000' })
    const answer = await app.inject({ url: '/v2.1/user', headers: { host: 'evil.example' } })
    expect(answer.statusCode).toBe(403)
  })

  test('security: the log tells who did what and how it went, and no token, query or body', async () => {
    const lines: string[] = []
    const { app, call } = await gateway(
      (request, response) => {
        if (request.method === 'GET') response.end('[]')
        else response.end('<html>in-the-answer</html>')
      },
      { log: { write: (line) => void lines.push(line) } },
    )
    await call('GET', '/v2.1/organizations/in-the-path/usage?start_date=in-the-query')
    await call('POST', '/v2.1/organizations', { name: 'in-the-body', subscription: 'free' })
    await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: '{"token":"in-the-broken-body',
    })
    await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'in-the-sign-in' },
    })
    const log = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(log).toMatchObject([
      { reqId: 'req-1', operation: 'organizations_usage_get', status: 400, ms: expect.any(Number) },
      { reqId: 'req-2', operation: 'organizations_create', err: { type: 'ApiError' } },
      { reqId: 'req-2', operation: 'organizations_create', status: 502 },
      { reqId: 'req-3', operation: '/session' },
      { reqId: 'req-4', operation: '/session', status: 200 },
    ])
    // An error's own fields may hold what came with a call.
    expect(Object.keys(log[1]?.['err'] ?? {})).toEqual(['type', 'message', 'stack'])
    expect(lines.join('')).not.toMatch(/secret|in-the-/)
  })

  test('the log for people tells why, down to the last cause', async () => {
    const said: string[] = []
    vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line))
    onTestFinished(() => void vi.restoreAllMocks())
    const { app } = await gateway(({ socket }) => socket.resetAndDestroy(), { log: 'pretty' })
    await app.inject('/v2.1/status')
    expect(said.join('\n')).toMatch(
      /ERROR req-1 status ApiError: 127[^]* because of Error: [^]*ECONNRESET/,
    )
    said.length = 0
    await app.inject('/nowhere')
    expect(said).toEqual([expect.stringMatching(/ req-2 unknown 404 \d+ ms$/)])
  })

  test.each([
    '/in-the-path?a=b',
    '/v2.1/projects/in-the-path',
    '/v2.1/organizations/in-the-path/%ZZ',
    '/session/in-the-path',
  ])('security: the log does not tell where %s led', async (url) => {
    const lines: string[] = []
    const { app } = await gateway(() => undefined, {
      log: { write: (line) => void lines.push(line) },
    })
    await app.inject(url)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(/"operation":"unknown","method":"GET","status":40[04]/)
    expect(lines[0]).not.toContain('in-the-')
  })

  test('whoever hangs up before the answer leaves a line in the log, and nothing in memory', async () => {
    const lines: string[] = []
    let arrived = 0
    let ended = 0
    const hang: RequestListener = (_, response) => {
      arrived += 1
      response.once('close', () => (ended += 1))
    }
    const { app } = await gateway(hang, {
      timeout: 10 * PATIENCE,
      log: { write: (line) => void lines.push(line) },
    })
    const port = await listening(app)
    const left: WeakRef<Socket>[] = []
    app.server.on('connection', (socket: Socket) => void left.push(new WeakRef(socket)))
    lines.length = 0
    for (let turn = 1; turn <= 10; turn += 1) {
      const socket = connect(port, '127.0.0.1')
      socket.write(
        'GET /v2.1/organizations HTTP/1.1\r\nhost: localhost\r\nauthorization: Token secret\r\n\r\n',
      )
      await vi.waitFor(() => expect(arrived).toBe(turn), PATIENCE)
      socket.destroy()
      await vi.waitFor(() => expect(ended).toBe(turn), PATIENCE)
    }
    // The server's own end of it comes after that of the API behind.
    await app.inject('/healthz')
    expect(lines).toHaveLength(11)
    for (const line of lines.slice(0, 10))
      expect(JSON.parse(line)).toMatchObject({
        level: 30,
        operation: 'organizations_list',
        status: 499,
        ms: expect.any(Number),
      })
    await vi.waitFor(() => {
      collectGarbage()
      // The last one may still be in a register.
      expect(left.filter((socket) => socket.deref()).length).toBeLessThan(3)
    }, PATIENCE)
  })

  test.each([
    ['what is no request', ' nonsense\r\n\r\n', {}],
    ['a request that never ends', 'GET /healthz HTTP/1.1\r\nhost', { header: 200, request: 400 }],
  ])(
    'a write that is being done is not answered with a refusal of %s behind it',
    async (_, behind, limits) => {
      let arrived = 0
      const { app } = await gateway(
        ({ method }) => {
          if (method === 'POST') arrived += 1
        },
        { ...('header' in limits && { limits }) },
      )
      const port = await listening(app)
      const body = '{"name":"a","subscription":"free"}'
      const write = `POST /v2.1/organizations HTTP/1.1\r\nhost: localhost\r\nauthorization: Token secret\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
      const heard = (talk: (socket: Socket) => void) =>
        new Promise<string>((resolve) => {
          let answer = ''
          const socket = connect(port, '127.0.0.1', () => talk(socket))
          socket.on('data', (part) => (answer += String(part)))
          socket.on('error', () => undefined)
          socket.on('close', () => resolve(answer))
        })
      expect(await heard((socket) => socket.write(`${write}${behind}`))).toBe('')
      arrived = 0
      const answer = await heard((socket) => {
        socket.write(write)
        void vi.waitFor(() => expect(arrived).toBe(1), PATIENCE).then(() => socket.write(behind))
      })
      expect(answer).toBe('')
    },
  )

  test('a read whose caller goes away is not waited for, a write is', async () => {
    const arrived: ServerResponse[] = []
    const { app } = await gateway(
      ({ url }, response) => {
        if (url === '/v2.1/status') response.end('{"status":"ok"}')
        else arrived.push(response)
      },
      { timeout: 10 * PATIENCE },
    )
    const address = `http://127.0.0.1:${await listening(app)}/v2.1`
    const callAndLeave = async (method: 'GET' | 'POST') => {
      const leaving = new AbortController()
      const gone = new Promise((resolve) =>
        app.server.once('connection', (socket: Socket) => socket.once('close', resolve)),
      )
      const call = fetch(`${address}/organizations`, {
        method,
        headers: { authorization: 'Token secret', 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{"name":"a","subscription":"free"}' }),
        signal: leaving.signal,
      }).catch(() => undefined)
      const before = arrived.length
      await vi.waitFor(() => expect(arrived.length).toBe(before + 1), PATIENCE)
      const response = arrived.at(-1)
      leaving.abort()
      await Promise.all([call, gone])
      return response
    }
    const read = await callAndLeave('GET')
    await vi.waitFor(() => expect(read?.destroyed).toBe(true), PATIENCE)

    const write = await callAndLeave('POST')
    // Whatever ends it has arrived before this does.
    for (let turn = 0; turn < 3; turn += 1)
      expect((await fetch(`${address}/status`)).status).toBe(200)
    expect(write?.destroyed).toBe(false)
    const finished = new Promise((resolve) => write?.once('finish', resolve))
    write?.writeHead(201).end('{}')
    await finished
  })

  test('security: no answer of the API is kept by anything on the way', async () => {
    let status = 200
    const { app } = await gateway((_, response) => response.writeHead(status).end('{}'))
    const limited = await start({ rateLimit: 1 })
    await limited.app.inject('/v2.1/status')
    const answers = [
      await limited.app.inject('/v2.1/status'),
      await app.inject('/v2.1/organizations'),
      await app.inject('/v2.1/nothing'),
      await app.inject('/v2.1/organizations/%ZZ'),
      await app.inject({ method: 'POST', url: '/v2.1/organizations', payload: 'no JSON' }),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([429, 401, 404, 400, 415])
    for (status of [200, 404, 500, 502])
      for (const id of operationIds)
        for (const prefix of ['/v2.1', '/v2'])
          answers.push(
            await app.inject({
              method: operations[id].method,
              url: `${prefix}${pathOf(operations[id].path, { organization_name: 'a', user_id: '1' })}`,
              headers: { authorization: 'Token secret' },
              ...('body' in operations[id] && {
                payload: { name: 'a', subscription: 'free', email: 'a@b.cd', admin: true },
              }),
            }),
          )
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toContain(200)
    for (const { headers } of answers) expect(headers['cache-control']).toBe('no-store')
  })

  test.each(['{"welcome":1}', '{}', '"[]"', '17', 'null', '<html>', ''])(
    'security: nobody signs in to what answers %j to a list of organizations',
    async (body) => {
      const { app } = await gateway((_, response) => response.end(body))
      const answer = await app.inject({
        method: 'POST',
        url: '/session',
        headers: here,
        payload: { token: 'mine' },
      })
      expect([answer.statusCode, answer.cookies]).toEqual([502, []])
      expect(answer.headers['set-cookie']).toBeUndefined()
    },
  )

  test('what comes with a refusal leaves it one, however deep it is', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    const { app, call } = await gateway((_, response) =>
      response.writeHead(400).end(`{"error":"No.","more":${deep}}`),
    )
    const read = await call('GET', '/v2.1/organizations')
    expect([read.statusCode, read.body]).toEqual([400, `{"error":"No.","more":${deep}}`])
    const write = await app.inject({
      method: 'POST',
      url: '/v2.1/organizations',
      headers: { authorization: 'Token secret', 'content-type': 'application/json' },
      payload: `{"name":"a","subscription":"free","more":${deep}}`,
    })
    expect(write.statusCode).toBe(400)
  })

  test('sign-in tells of a limit and how long it lasts', async () => {
    const { app } = await gateway((_, response) =>
      response.writeHead(429, { 'x-ratelimit-reset': '17' }).end('{"error":"Slow down."}'),
    )
    const answer = await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'mine' },
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '17'])
    expect(answer.json()).toEqual({
      error: expect.stringMatching(/takes no more calls for now\. Try again in 17 s\.$/),
    })
  })

  test('sign-in without an answer of the API tells what happened and what to do now', async () => {
    const signIn = (app: FastifyInstance) =>
      app.inject({ method: 'POST', url: '/session', headers: here, payload: { token: 'mine' } })
    const { app: silent } = await gateway(() => undefined, { timeout: 100 })
    const api = { kind: 'upstream' as const, host: await refusedAddress(), timeout: 1000 }
    const { app: refused } = await start({ api })
    for (const [app, status, happened] of [
      [silent, 504, 'did not answer within 0.1 s'],
      [refused, 502, 'could not be reached'],
    ] as const) {
      const answer = await signIn(app)
      expect([answer.statusCode, answer.cookies]).toEqual([status, []])
      expect(answer.json().error).toMatch(
        new RegExp(`^127\\.0\\.0\\.1:\\d+ ${happened}\\. Try again in a moment\\.$`),
      )
    }
  })

  test.each([
    [404, /status 404.*Check that it is the API/],
    [500, /status 500.*Try again/],
    [503, /status 503.*Try again/],
  ])('sign-in keeps the status %i of the API', async (status, sentence) => {
    const { app } = await gateway((_, response) =>
      response.writeHead(status).end('{"error":"No."}'),
    )
    const answer = await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'mine' },
    })
    expect([answer.statusCode, answer.cookies]).toEqual([status, []])
    expect(answer.json()).toEqual({ error: expect.stringMatching(sentence) })
  })

  test('a gateway is ready whether or not the API behind it is', async () => {
    const api = { kind: 'upstream' as const, host: await refusedAddress(), timeout: 1000 }
    const { app } = await start({ api })
    const status = await app.inject('/v2.1/status')
    expect([status.statusCode, status.json()]).toEqual([
      502,
      { error: expect.stringMatching(/could not be reached/) },
    ])
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok' })
  })

  test('security: a token of a service user is explained at sign-in', async () => {
    const { app } = await gateway((_, response) => response.writeHead(403).end('{"error":"No."}'))
    const answer = await app.inject({
      method: 'POST',
      url: '/session',
      headers: here,
      payload: { token: 'service' },
    })
    expect([answer.statusCode, answer.json().error]).toEqual([
      403,
      expect.stringMatching(/service users/),
    ])
    expect(answer.cookies).toEqual([])
  })
})
