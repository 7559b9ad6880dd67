import { EncryptJWT, jwtDecrypt } from 'jose'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, errorFromAnswer, type ErrorKind } from '#contract/errors.ts'
import { SignIn, type Session } from '#contract/session.ts'
import * as z from 'zod/mini'
import type { Answer, Backend, Credentials } from './api-routes.ts'
import { isOwnName } from './loopback.ts'

const TWELVE_HOURS = 12 * 60 * 60

/** What sessions need of the server around them. */
export interface SessionOptions {
  /** 32 bytes each; the first seals, all open. */
  keys: Uint8Array[]
  /** How people reach the console: decides the cookie's name and flags, and which origin may write. */
  publicUrl: string
  backend: Backend
  server: Session['server']
  /** Whether one press signs in to the sample. Asked each time, since the sample comes and goes. */
  isSampleOffered: () => Promise<boolean>
  /** Ids of the sample organizations that the owner of a token is a member of. */
  sampleOrganizations: (token: string) => Promise<string[]>
  /** Attempts from one address. */
  signInsAMinute: number
  /** Makes a token for the sample administrator; undefined where there is no sample to sign in to. */
  sampleToken: () => Promise<string | undefined>
  /** The console's own, for a console on this machine alone: with it no sign-in is asked. */
  ownToken?: string
}

/** A person's token sealed in a cookie that no script can read: A256GCM, valid for twelve hours. */
export async function seal(token: string, key: Uint8Array): Promise<string> {
  return new EncryptJWT({ token })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(`${TWELVE_HOURS}s`)
    .encrypt(key)
}

async function unseal(sealed: string, keys: Uint8Array[]): Promise<string | undefined> {
  for (const key of keys) {
    try {
      const { payload } = await jwtDecrypt(sealed, key)
      if (typeof payload['token'] === 'string') return payload['token']
    } catch {
      // Sealed with another key, tampered with or expired: as good as no cookie.
    }
  }
  return undefined
}

/** The name of the session's cookie at an address; it carries the port, since cookies don't tell ports apart. */
export function cookieName(publicUrl: string): string {
  const { protocol, port } = new URL(publicUrl)
  return protocol === 'https:' ? '__Host-org-console' : `org-console-${port || 80}`
}

/** Mounts `/session`, and returns how to find the token of a request. */
export async function sessionRoutes(app: FastifyInstance, options: SessionOptions) {
  const { keys, publicUrl, backend, ownToken } = options
  const { protocol, origin: publicOrigin, hostname: publicName } = new URL(publicUrl)
  const name = cookieName(publicUrl)
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: protocol === 'https:',
  } as const

  const cookieToken = async (request: FastifyRequest) => {
    const sealed = request.cookies[name]
    return sealed === undefined ? undefined : unseal(sealed, keys)
  }

  const setCookie = async (reply: FastifyReply, token: string) => {
    const [key] = keys
    if (!key) throw new Error('There is no key to seal sessions with.')
    reply.setCookie(name, await seal(token, key), { ...cookie, maxAge: TWELVE_HOURS })
  }

  /** `signedInBy` is the token in the cookie. */
  const session = async (signedInBy: string | undefined): Promise<Session> => {
    const token = signedInBy ?? ownToken
    return {
      signed_in: token !== undefined,
      server: options.server,
      own_token: signedInBy === undefined && ownToken !== undefined,
      sample_sign_in: await options.isSampleOffered(),
      sample_organizations: token === undefined ? [] : await options.sampleOrganizations(token),
    }
  }

  /** Any name can be made to lead to this machine, which then looks like the same origin to a browser. */
  const requireOwnHost = async ({ headers: { host } }: FastifyRequest) => {
    if (protocol === 'https:' && ownToken === undefined) return
    const called = URL.parse(`${protocol}//${host}`)?.hostname ?? ''
    if (isOwnName(called) || called === publicName) return
    throw new ApiError(
      'forbidden',
      `This console is for this machine alone and answers at ${publicUrl}, not at '${host}'. Open it there.`,
    )
  }

  const requireSameOrigin = ({ headers }: FastifyRequest) => {
    const { host, origin, 'sec-fetch-site': site } = headers
    const own = [publicOrigin, URL.parse(`${protocol}//${host}`)?.origin]
    // Older browsers name the origin alone; where there are both, both have to be ours.
    const fits = origin === undefined ? site !== undefined : own.includes(origin)
    if (fits && (site === undefined || site === 'same-origin')) return
    throw new ApiError(
      'forbidden',
      'This came from another site and was not done. Open the console itself and try again.',
    )
  }

  const limited = { config: { rateLimit: { max: options.signInsAMinute } } }
  await app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('cache-control', 'no-store')
      await requireOwnHost(request)
    })

    scope.get('/session', async (request, reply) => {
      const token = await cookieToken(request)
      if (token !== undefined) await setCookie(reply, token)
      return session(token)
    })

    scope.post('/session', limited, async (request, reply) => {
      requireSameOrigin(request)
      const parsed = z.safeParse(SignIn, request.body)
      if (!parsed.success) {
        const sentence = parsed.error.issues[0]?.message ?? 'Paste your API token.'
        throw new ApiError('invalid', sentence, { fields: { token: sentence } })
      }
      const { token } = parsed.data
      // The embedded API throws its refusals, another one's come as answers.
      const answer = await backend({ id: 'organizations_list', input: {}, token }).catch(
        (error: unknown): Answer => {
          if (error instanceof ApiError && error.kind === 'unauthenticated')
            return { status: error.status, body: undefined }
          throw error instanceof ApiError && error.kind === 'unavailable'
            ? new ApiError('unavailable', `${error.message} Try again in a moment.`, {
                status: error.status,
                cause: error,
              })
            : error
        },
      )
      if (answer.status >= 400) throw refusal(answer, options.server)
      if (!isList(answer.body))
        throw new ApiError(
          'unavailable',
          `${options.server.name} answered with something that is no list of organizations. Check that it is the API.`,
          { status: 502 },
        )
      await setCookie(reply, token)
      return session(token)
    })

    scope.post('/session/sample', async (request, reply) => {
      requireSameOrigin(request)
      const token = await options.sampleToken()
      if (token === undefined)
        throw new ApiError(
          'not_found',
          'This console has no sample organizations. Sign in with a token.',
        )
      await setCookie(reply, token)
      return session(token)
    })

    scope.delete('/session', async (request, reply) => {
      requireSameOrigin(request)
      return reply.clearCookie(name, cookie).status(204).send()
    })
  })

  /** The token of a request: from its header, for programs; else from the cookie or the console's own, which may write from here only. */
  return async function tokenOf(request: FastifyRequest): Promise<Credentials> {
    // What else it says, such as a password, is for something in between.
    const [, scheme, given] =
      /^(?:(Token|Bearer) +)?([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? '') ?? []
    if (given !== undefined)
      return { token: given, ...(scheme?.toLowerCase() === 'bearer' && { scheme: 'Bearer' }) }
    const token = (await cookieToken(request)) ?? ownToken
    if (token === undefined) return { token }
    await requireOwnHost(request)
    if (request.method !== 'GET' && request.method !== 'HEAD') requireSameOrigin(request)
    return { token }
  }
}

/** JSON of an array, as a value or as bytes of what is known to be JSON. */
const isList = (body: unknown) =>
  body instanceof Uint8Array
    ? Buffer.from(body.subarray(0, 1024)).toString('latin1').trimStart().startsWith('[')
    : Array.isArray(body)

/** Why the API didn't take a token, in words for the person who pasted it. */
function refusal({ status, headers }: Answer, { kind, name }: Session['server']): ApiError {
  const api = kind === 'upstream' ? name : 'This server'
  const atField = (kind: ErrorKind, sentence: string) =>
    new ApiError(kind, sentence, { fields: { token: sentence } })
  if (status === 401)
    return atField('unauthenticated', `${api} does not know this token. Copy it again, whole.`)
  if (status === 403)
    return atField(
      'forbidden',
      'Tokens of service users cannot act on organizations. Use a personal API token instead.',
    )
  const { retryAfter } = errorFromAnswer(status, undefined, new Headers(headers))
  if (status === 429)
    return new ApiError(
      'rate_limited',
      `${api} takes no more calls for now. Try again ${retryAfter === undefined ? 'in a moment' : `in ${retryAfter} s`}.`,
      { retryAfter },
    )
  return new ApiError(
    'unavailable',
    `${api} answered with status ${status} when asked for your organizations. ${status < 500 ? 'Check that it is the API.' : 'Try again in a moment.'}`,
    { status, retryAfter },
  )
}
