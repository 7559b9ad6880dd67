import { METHODS, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import fastifyCookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, {
  LogController,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { sql } from 'kysely'
import { ApiError, errorBody } from '#contract/errors.ts'
import type { OperationId } from '#contract/operations.ts'
import type { Session } from '#contract/session.ts'
import { apiRoutes, embeddedBackend, LEFT } from './api-routes.ts'
import { hasSample, sampleAdminToken, sampleOrganizationsOf } from './db/sample.ts'
import type { Db } from './db/schema.ts'
import { callerByToken } from './embedded/tokens.ts'
import { loggerOf, type Log } from './log.ts'
import { sessionRoutes } from './session.ts'
import { isPage, spa } from './spa.ts'
import { upstreamBackend, type UpstreamOptions } from './upstream.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: OperationId
  }
}

/** Everything that differs from one server to another. */
export interface AppOptions {
  /**
   * What answers the API's calls. `sample` lets anyone in as the sample administrator while there is a sample, and
   * `ownToken` anyone on this machine as whoever it belongs to.
   */
  api:
    | { kind: 'embedded'; db: Db; sample: boolean; now?: () => Date }
    | ({ kind: 'upstream'; ownToken?: string } & UpstreamOptions)
  /** 32 bytes each; the first seals sessions, all open them. */
  sessionKeys: Uint8Array[]
  publicUrl: string
  /** Requests a minute and address. */
  rateLimit: number
  /** Addresses or networks of proxies that are believed who calls; nobody's `X-Forwarded-For` counts where it is absent. */
  trustProxy?: string[]
  /** The folder of the built app; absent where something else serves it. */
  dist?: string
  log?: Log
  /** Milliseconds that the header of a request, and the whole of it, have to arrive in. */
  limits?: { header: number; request: number }
}

/** Builds the whole server. It starts nothing: `listen` or `inject` do. Closing it leaves the database open. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { api, publicUrl, limits = { header: 10_000, request: 30_000 } } = options
  const open: Open = new Map()
  const app = Fastify({
    logger: loggerOf(options.log),
    logController: new LogController({ disableRequestLogging: true }),
    // Four times the longest name, percent-encoded: longer ones are unknown, not cut.
    routerOptions: { maxParamLength: 1024 },
    // This ends a connection on which nothing moves, as while another API takes its time: its limits come first.
    connectionTimeout: api.kind === 'upstream' ? 3 * api.timeout + 10_000 : 60_000,
    requestTimeout: limits.request,
    // Node looks for what is late only every 30 s, else.
    http: { connectionsCheckingInterval: limits.header / 10 },
    keepAliveTimeout: 10_000,
    return503OnClosing: false,
    trustProxy: options.trustProxy ?? false,
    clientErrorHandler: (error, socket) =>
      refuseUnread(error, socket, open, securityHeaders(publicUrl)),
    // No hook runs for these.
    frameworkErrors: (error, request, reply) => {
      reply.raw.once('close', () => logEnd(request, reply as FastifyReply))
      return sendError(error, request, reply.headers(securityHeaders(publicUrl)) as FastifyReply)
    },
  })
  app.server.headersTimeout = limits.header

  acceptEmptyJson(app)
  const refuseOtherMethods = collectMethods(app)
  app.setErrorHandler(sendError)
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(securityHeaders(publicUrl))
  })
  followRequests(app, open)

  const backend = api.kind === 'embedded' ? embeddedBackend(api.db, api.now) : upstreamBackend(api)
  await app.register(fastifyCookie)
  await app.register(async (scope) => {
    await scope.register(rateLimit, {
      max: options.rateLimit,
      timeWindow: 60_000,
      errorResponseBuilder: (_request, { ttl }) => tooMany(Math.ceil(ttl / 1000)),
    })
    const tokenOf = await sessionRoutes(scope, {
      keys: options.sessionKeys,
      publicUrl,
      backend,
      server: serverOf(api),
      isSampleOffered: async () =>
        api.kind === 'embedded' && api.sample && (await hasSample(api.db)),
      sampleOrganizations: async (token) =>
        api.kind === 'embedded' ? sampleOrganizations(api.db, token) : [],
      signInsAMinute: Math.min(options.rateLimit, 20),
      sampleToken: async () =>
        api.kind === 'embedded' && api.sample ? sampleAdminToken(api.db) : undefined,
      ...(api.kind === 'upstream' && api.ownToken && { ownToken: api.ownToken }),
    })
    for (const prefix of ['/v2.1', '/v2'])
      await scope.register(
        async (version) => {
          version.all('/*', async () => {
            throw new ApiError('not_found', 'This API has no such address.')
          })
          apiRoutes(version, { backend, tokenOf, strict: api.kind === 'embedded' })
        },
        { prefix },
      )
    refuseOtherMethods(scope)
  })

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/readyz', async () => {
    // Not the API behind a gateway: without it there is still the console, which says so and asks again.
    if (api.kind === 'embedded')
      await sql`select 1`.execute(api.db).catch((cause: unknown) => {
        throw new ApiError('unavailable', 'The database does not answer.', { cause })
      })
    return { status: 'ok' }
  })

  refuseOtherMethods(app)
  if (options.dist) await spa(app, options.dist)
  app.setNotFoundHandler(async (request, reply) => {
    if (options.dist && isPage(request.method, request.url)) return reply.sendFile('index.html')
    throw new ApiError('not_found', 'There is nothing at this address.')
  })
  return app
}

function logEnd(request: FastifyRequest, reply: FastifyReply) {
  request.log.info({
    operation: nameForLog(request, reply),
    method: request.method,
    status: reply.sent ? reply.statusCode : LEFT,
    ms: Math.round(reply.elapsedTime),
  })
}

/** Never the address: what is no operation may have a token in it. */
function nameForLog({ routeOptions: { config, url } }: FastifyRequest, reply: FastifyReply) {
  if (config.operation) return config.operation
  if (url && !url.endsWith('/*')) return url
  return reply.statusCode < 400 ? 'page' : 'unknown'
}

/** Each connection, with the requests on it that are to be answered. */
type Open = Map<Socket, Set<FastifyReply>>

/** Whether a whole request waits for its answer there, or for the rest of it. */
const isAnswering = (open: Open, socket: Socket) =>
  [...(open.get(socket) ?? [])].some(({ request, raw }) => request.raw.complete || raw.headersSent)

/** Milliseconds that a request has to begin in once the server stops, to be told so. */
const LAST_CALLS = 500
/** Milliseconds that it has to arrive in. */
const LAST_ARRIVAL = 5000
const restarting = new ApiError(
  'unavailable',
  'The console is being restarted. Try again in a moment.',
)

/**
 * Keeps `open`, and logs how each request ended. Once the server stops, new requests are told so, answers close their
 * connections, and those on which no whole request waits for its answer are ended: kept ones, silent ones, and after a
 * moment those whose request never becomes whole.
 */
function followRequests(app: FastifyInstance, open: Open) {
  let closing = false
  app.server.on('connection', (socket) => {
    open.set(socket, new Set())
    socket.once('close', () => open.delete(socket))
  })
  app.addHook('onRequest', async (request, reply) => {
    const there = open.get(request.raw.socket)
    there?.add(reply)
    // The framework has ten listeners itself where it sends a file.
    reply.raw.setMaxListeners(20)
    // Who hangs up before the answer leads to no `onResponse`.
    reply.raw.once('close', () => {
      there?.delete(reply)
      logEnd(request, reply)
    })
    if (closing) throw restarting
  })
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  app.addHook('preClose', async () => {
    closing = true
    const end = () => {
      for (const socket of open.keys()) if (!isAnswering(open, socket)) socket.destroy()
    }
    setTimeout(end, LAST_ARRIVAL).unref()
    // Node ends kept connections next, whatever comes on them: a request that is on its way is still told of the stop.
    if (open.size > 0) await delay(LAST_CALLS)
  })
}

/**
 * Has the app know every method there is. The function it returns mounts in a scope, at each address that has routes by
 * then, an answer to the methods that none of them takes.
 */
function collectMethods(app: FastifyInstance) {
  for (const method of METHODS)
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true })
  const taken = new Map<string, string[]>()
  app.addHook('onRoute', ({ url, method }) => {
    taken.set(url, [...(taken.get(url) ?? []), ...[method].flat()])
  })
  return (scope: FastifyInstance) => {
    for (const [url, allowed] of taken) {
      const others = app.supportedMethods.filter((method) => !allowed.includes(method))
      if (others.length === 0) continue
      const allow = allowed.join(', ')
      const refuse = async (_request: FastifyRequest, reply: FastifyReply) => {
        reply.header('allow', allow)
        throw new ApiError('invalid', `This address takes ${allow} alone.`, { status: 405 })
      }
      // Once it is counted, and before a body is read.
      scope.route({ method: others, url, preParsing: refuse, handler: refuse })
    }
  }
}

const serverOf = (api: AppOptions['api']): Session['server'] =>
  api.kind === 'upstream'
    ? { kind: 'upstream', name: new URL(api.host).host }
    : { kind: 'own', name: 'This server' }

/** Ids, whether or not the sample is offered to others: none of them should be taken for one's own. */
async function sampleOrganizations(db: Db, token: string): Promise<string[]> {
  const caller = await callerByToken(db, token)
  return caller ? sampleOrganizationsOf(db, caller.id) : []
}

/** The official Python client sends `Content-Type: application/json` on DELETE too, with an empty body. */
function acceptEmptyJson(app: FastifyInstance) {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parseJson(request, body as string, done)
  })
}

const tooMany = (seconds: number) =>
  new ApiError(
    'rate_limited',
    `Too many requests from this address. Wait ${seconds} s and go on.`,
    {
      retryAfter: seconds,
    },
  )

const clientMistakes: Record<number, string> = {
  400: 'The request could not be read. Send JSON, and an address without stray % signs.',
  414: 'The address is too long: no name or id is that long.',
  408: 'The request took too long to arrive.',
  413: 'The request is too large: at most 1 MiB is read.',
  415: "Send the body as JSON, with 'Content-Type: application/json'.",
  431: 'The header of the request is too large: at most 16 KiB are read. Deleting the cookies of this site may help.',
}

/** Answers what is no request, or never became one; nothing of the framework has seen it. */
function refuseUnread(
  { code }: Error & { code?: string },
  socket: Socket,
  open: Open,
  more: object,
) {
  // What is written now would be taken for the answer to a request before it, which may be done.
  if (isAnswering(open, socket)) socket.destroy()
  if (code === 'ECONNRESET' || socket.destroyed) return
  const status =
    code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : code === 'HPE_HEADER_OVERFLOW' ? 431 : 400
  const body = JSON.stringify({ error: clientMistakes[status] })
  const headers = {
    ...more,
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`, () =>
    socket.destroy(),
  )
}

/** Writes any error as the API does; what isn't the caller's mistake is logged, and answered without its details. */
function sendError(error: FastifyError | ApiError, request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500)
  const known =
    error instanceof ApiError
      ? error
      : status >= 400 && status < 500
        ? new ApiError(
            'invalid',
            clientMistakes[status] ?? 'The request could not be understood.',
            { status },
          )
        : new ApiError(
            'unexpected',
            `Something failed on the server, logged as ${request.id}. Try again in a moment.`,
          )
  if (known.status >= 500 && error !== restarting)
    request.log.error({ err: error, operation: request.routeOptions.config.operation })
  if (known.retryAfter !== undefined) reply.header('retry-after', known.retryAfter)
  return reply
    .status(known.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(errorBody(known))
}

function securityHeaders(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(new URL(publicUrl).protocol === 'https:' && {
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    }),
  }
}
