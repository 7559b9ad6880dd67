/** The only reader of the environment. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { Token } from '#contract/session.ts'
import type { DatabaseLocation } from './db/open.ts'
import { isLoopback } from './loopback.ts'

/** What the environment says, checked. */
export interface Config {
  /** The address it listens on. */
  host: string
  port: number
  /** How people reach the console, without a trailing slash. */
  publicUrl: string
  api:
    | { kind: 'embedded'; location: DatabaseLocation; sample: boolean }
    /** `ownToken` only where the console is for this machine alone. */
    | { kind: 'upstream'; host: string; timeout: number; ownToken?: string }
  /** 32 bytes each; the first seals, all open. */
  sessionKeys: Uint8Array[]
  /** Requests a minute and address. */
  rateLimit: number
  /** Addresses and networks of proxies whose `X-Forwarded-For` counts. */
  trustProxy: string[]
  /** For people at a terminal; for programs a line of JSON each. */
  log: 'pretty' | 'json'
}

/** What is wrong with the environment, one sentence a line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

type Environment = Record<string, string | undefined>

const wholeNumber = (name: string, fallback: number, least: number, most: number) =>
  z.pipe(
    z._default(z.string(), String(fallback)),
    z.transform((text, context) => {
      const number = /^\d{1,10}$/.test(text) ? Number(text) : NaN
      if (!(number >= least && number <= most))
        context.issues.push({
          code: 'custom',
          input: text,
          message: `${name} must be a whole number from ${least} to ${most}; it is '${text}'.`,
        })
      return number
    }),
  )

/** Parts with commas between them, without the spaces around each. */
const list = (error: string, fits: (part: string) => boolean = (part) => part !== '') =>
  z.pipe(
    z.string().check(z.refine((text) => parts(text).every(fits), { error })),
    z.transform(parts),
  )

const parts = (text: string) => text.split(',').map((part) => part.trim())

function isNetwork(text: string): boolean {
  const [address = '', prefix = '1', ...more] = text.split('/')
  const bits = { 4: 32, 6: 128 }[isIP(address)] ?? 0
  return more.length === 0 && /^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits
}

const SHORTEST_SECRET = 16

const Env = z.object({
  PORT: wholeNumber('PORT', 3000, 0, 65535),
  HOST: z._default(z.string(), '127.0.0.1'),
  PUBLIC_URL: z.optional(
    z.string().check(
      z.refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
        error: 'PUBLIC_URL must be an address such as https://console.example.com.',
        abort: true,
      }),
      z.refine((text) => new URL(text).href === `${new URL(text).origin}/`, {
        error:
          'PUBLIC_URL must end with its host or port: the console has no path of its own, such as in https://example.com/console.',
      }),
    ),
  ),
  DATA_DIR: z._default(z.string(), 'data'),
  DATABASE_URL: z.optional(
    z.string().check(
      z.refine((text) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? ''), {
        error: 'DATABASE_URL must be an address such as postgres://user:password@host:5432/name.',
      }),
    ),
  ),
  UBIOPS_API_HOST: z.optional(z.string()),
  UBIOPS_API_TOKEN: z.optional(z.string()),
  UPSTREAM_TIMEOUT: wholeNumber('UPSTREAM_TIMEOUT', 30, 1, 300),
  SAMPLE: z._default(z.enum(['on', 'off'], { error: "SAMPLE must be 'on' or 'off'." }), 'on'),
  SESSION_SECRET: z.optional(
    list(
      `SESSION_SECRET needs at least ${SHORTEST_SECRET} characters, or what it seals can be guessed. Give one secret, or several with commas between them.`,
      (part) => part.length >= SHORTEST_SECRET,
    ),
  ),
  TRUST_PROXY: z.optional(
    list(
      'TRUST_PROXY must be addresses or networks with commas between them, such as 10.0.0.1,172.16.0.0/12.',
      isNetwork,
    ),
  ),
  RATE_LIMIT: wholeNumber('RATE_LIMIT', 1_000_000, 1, 1_000_000_000),
})

/** Reads the whole configuration; throws a `ConfigError` that lists everything wrong with it. */
export function readConfig(environment: Environment = process.env): Config {
  const env = parse(environment)
  const {
    origin: publicUrl,
    protocol,
    hostname,
  } = new URL(env.PUBLIC_URL ?? `http://localhost:${env.PORT}`)
  const onLoopback = isLoopback(env.HOST) && isLoopback(hostname)
  if (protocol === 'http:' && !onLoopback)
    throw new ConfigError(
      `Plain http is for this machine alone, and HOST=${env.HOST} with PUBLIC_URL=${publicUrl} reaches further: ` +
        'sign-ins could be read on the way. Set PUBLIC_URL to the https:// address that people use.',
    )
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl,
    api: env.UBIOPS_API_HOST
      ? {
          kind: 'upstream',
          host: another(normalHost(env.UBIOPS_API_HOST), publicUrl, env.PORT),
          timeout: env.UPSTREAM_TIMEOUT * 1000,
          ...(onLoopback && env.UBIOPS_API_TOKEN && { ownToken: tokenAlone(env.UBIOPS_API_TOKEN) }),
        }
      : {
          kind: 'embedded',
          location: locationFrom(env),
          sample: env.SAMPLE === 'on' && onLoopback && !env.DATABASE_URL,
        },
    sessionKeys: (env.SESSION_SECRET ?? [keptSecret(env.DATA_DIR)]).map((secret) =>
      createHash('sha256').update(secret).digest(),
    ),
    rateLimit: env.RATE_LIMIT,
    trustProxy: env.TRUST_PROXY ?? [],
    log: process.stdout.isTTY ? 'pretty' : 'json',
  }
}

/** Where the embedded API keeps its data; throws a `ConfigError` where another API is configured instead. */
export function databaseLocation(environment: Environment = process.env): DatabaseLocation {
  const env = parse(environment)
  if (env.UBIOPS_API_HOST)
    throw new ConfigError(
      'UBIOPS_API_HOST is set, so this console has no database of its own. Unset it for this command.',
    )
  return locationFrom(env)
}

function parse(environment: Environment) {
  // An empty variable means the same as none.
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = z.safeParse(Env, set)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => issue.message).join('\n'))
  const env = parsed.data
  if (env.DATABASE_URL && env.UBIOPS_API_HOST)
    throw new ConfigError(
      'DATABASE_URL and UBIOPS_API_HOST are both set. Keep DATABASE_URL for an API of our own, or UBIOPS_API_HOST to pass calls on to another one.',
    )
  return env
}

const locationFrom = (env: z.output<typeof Env>): DatabaseLocation =>
  env.DATABASE_URL ? { url: env.DATABASE_URL } : { file: join(env.DATA_DIR, 'org-console.sqlite') }

/** Looked at only where it counts: people have it set for the official clients. */
function tokenAlone(text: string): string {
  const { data } = z.safeParse(Token, text)
  if (data !== undefined) return data
  throw new ConfigError(
    'UBIOPS_API_TOKEN must be a token alone, without spaces or special characters.',
  )
}

/** The official Python client's rules: https:// in front unless it starts with http, /v2.1 behind unless it has a version. */
function normalHost(text: string): string {
  const url = URL.parse(/^\w+:\//.test(text) ? text : `https://${text}`)
  if (!url || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new ConfigError(
      `UBIOPS_API_HOST must be an address such as https://api.ubiops.com/v2.1; it is '${text}'.`,
    )
  if (url.username !== '' || url.password !== '')
    throw new ConfigError(
      'UBIOPS_API_HOST has a user or password in it, which would not be sent. Give the address alone.',
    )
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${/\/v\d/.test(path) ? path : `${path}/v2.1`}`
}

/** A console that passes calls on to itself would never come to an end. */
function another(host: string, publicUrl: string, port: number): string {
  const { origin, hostname, port: asked } = new URL(host)
  if (origin !== publicUrl && !(isLoopback(hostname) && asked === String(port))) return host
  throw new ConfigError(
    `UBIOPS_API_HOST is this console's own address, ${origin}. Give that of another API, or leave it out for the one in here.`,
  )
}

/** The secret of an earlier start, or a new one, readable by its owner only. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'session-secret')
  const kept = secretIn(file)
  if (kept !== '') return kept
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  // A file appears under its name with all that is in it: a start that is cut short leaves none that is empty.
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
  try {
    // Unlike renaming, linking keeps what another start put there meanwhile.
    linkSync(draft, file)
  } catch {
    // Some file systems have no links.
    if (secretIn(file) === '') renameSync(draft, file)
  } finally {
    rmSync(draft, { force: true })
  }
  return secretIn(file)
}

/** Empty where there is none. */
function secretIn(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  const secret = stats ? readFileSync(file, 'utf8').trim() : ''
  if (stats && secret !== '' && (stats.mode & 0o077) !== 0) lock(file)
  return secret
}

function lock(file: string) {
  const others = `WARNING: ${file} could be read by others, who can make sessions with it.`
  try {
    chmodSync(file, 0o600)
    console.warn(`${others} Now only its owner can. Delete it if somebody may have.`)
  } catch {
    console.warn(`${others} Give it the mode 600.`)
  }
}
