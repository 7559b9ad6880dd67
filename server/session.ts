import { EncryptJWT, jwtDecrypt } from 'jose'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ApiError, type ErrorKind } from '#contract/errors.ts'
import { SignIn, type Session } from '#contract/session.ts'
import * as z from 'zod/mini'
import type { Backend } from './api-routes.ts'

const TWELVE_HOURS = 12 * 60 * 60

export interface SessionOptions {
  /** 32 bytes each; the first seals, all open. */
  keys: Uint8Array[]
  /** How people reach the console: decides the cookie's name and flags, and which origin may write. */
  publicUrl: string
  backend: Backend
  server: Session['server']
  /** Makes a token for the sample administrator; absent where the sample isn't offered. */
  sampleToken?: () => Promise<string>
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
export function sessionRoutes(app: FastifyInstance, options: SessionOptions) {
  const { keys, publicUrl, backend, server } = options
  const name = cookieName(publicUrl)
  const cookie = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl.startsWith('https:'),
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

  const session = (signedIn: boolean): Session => ({
    signed_in: signedIn,
    server,
    sample_sign_in: options.sampleToken !== undefined,
  })

  const requireSameOrigin = (request: FastifyRequest) => {
    const { origin, 'sec-fetch-site': site } = request.headers
    if (site === 'same-origin' || (site === undefined && origin === new URL(publicUrl).origin))
      return
    throw new ApiError(
      'forbidden',
      'This came from another site and was not done. Open the console itself and try again.',
    )
  }

  app.get('/session', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const token = await cookieToken(request)
    if (token !== undefined) await setCookie(reply, token)
    return session(token !== undefined)
  })

  app.post('/session', async (request, reply) => {
    requireSameOrigin(request)
    const parsed = z.safeParse(SignIn, request.body)
    if (!parsed.success) {
      const sentence = parsed.error.issues[0]?.message ?? 'Paste your API token.'
      throw new ApiError('invalid', sentence, { fields: { token: sentence } })
    }
    const { token } = parsed.data
    // The embedded API throws its refusals, another one's come as answers.
    const status = await backend({ id: 'organizations_list', input: {}, token }).then(
      (answer) => answer.status,
      (error: unknown) => {
        if (error instanceof ApiError && error.kind === 'unauthenticated') return error.status
        throw error
      },
    )
    if (status >= 400) throw refusal(status, server.name)
    await setCookie(reply, token)
    return session(true)
  })

  app.post('/session/sample', async (request, reply) => {
    requireSameOrigin(request)
    if (!options.sampleToken)
      throw new ApiError('not_found', 'This console has no sample organizations.')
    await setCookie(reply, await options.sampleToken())
    return session(true)
  })

  app.delete('/session', async (request, reply) => {
    requireSameOrigin(request)
    return reply.clearCookie(name, cookie).status(204).send()
  })

  /** The bare token of a request: from its header, for programs, or from the cookie, which may write from here only. */
  return async function tokenOf(request: FastifyRequest): Promise<string | undefined> {
    const { authorization } = request.headers
    if (authorization !== undefined) return authorization.replace(/^(Token|Bearer)\s+/i, '').trim()
    const token = await cookieToken(request)
    if (token !== undefined && request.method !== 'GET' && request.method !== 'HEAD')
      requireSameOrigin(request)
    return token
  }
}

/** Why the API didn't take a token, in words for the person who pasted it. */
function refusal(status: number, api: string): ApiError {
  const atField = (kind: ErrorKind, sentence: string) =>
    new ApiError(kind, sentence, { fields: { token: sentence } })
  if (status === 401)
    return atField('unauthenticated', `${api} does not know this token. Copy it again, whole.`)
  if (status === 403)
    return atField(
      'forbidden',
      'Tokens of service users cannot act on organizations. Use a personal API token instead.',
    )
  return new ApiError(
    'unavailable',
    `${api} answered with status ${status} when asked for your organizations. Try again in a moment.`,
  )
}
