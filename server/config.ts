/** The only reader of the environment. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { DatabaseLocation } from './db/open.ts'

export interface Config {
  host: string
  port: number
  /** How people reach the console, without a trailing slash. */
  publicUrl: string
  api:
    | { kind: 'embedded'; location: DatabaseLocation; sample: boolean }
    | { kind: 'upstream'; host: string; timeout: number }
  /** 32 bytes each; the first seals, all open. */
  sessionKeys: Uint8Array[]
  /** Requests a minute and address. */
  rateLimit: number
  logLevel: 'info' | 'warn'
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

const Env = z.object({
  PORT: wholeNumber('PORT', 3000, 0, 65535),
  HOST: z._default(z.string(), '127.0.0.1'),
  PUBLIC_URL: z.optional(
    z.string().check(
      z.refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
        error: 'PUBLIC_URL must be an address such as https://console.example.com.',
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
  UPSTREAM_TIMEOUT: wholeNumber('UPSTREAM_TIMEOUT', 30, 1, 600),
  SAMPLE: z._default(z.enum(['on', 'off'], { error: "SAMPLE must be 'on' or 'off'." }), 'on'),
  SESSION_SECRET: z.optional(z.string()),
  RATE_LIMIT: wholeNumber('RATE_LIMIT', 1_000_000, 1, 1_000_000_000),
})

/** Reads the whole configuration; throws a `ConfigError` that lists everything wrong with it. */
export function readConfig(environment: Environment = process.env): Config {
  const env = parse(environment)
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '')
  const { protocol, hostname } = new URL(publicUrl)
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
          host: normalHost(env.UBIOPS_API_HOST),
          timeout: env.UPSTREAM_TIMEOUT * 1000,
        }
      : {
          kind: 'embedded',
          location: locationFrom(env),
          sample: env.SAMPLE === 'on' && onLoopback && !env.DATABASE_URL,
        },
    sessionKeys: (env.SESSION_SECRET ?? keptSecret(env.DATA_DIR))
      .split(',')
      .map((secret) => createHash('sha256').update(secret.trim()).digest()),
    rateLimit: env.RATE_LIMIT,
    logLevel: process.stdout.isTTY ? 'warn' : 'info',
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

/** The official Python client's rules: https:// in front unless it starts with http, /v2.1 behind unless it has a version. */
function normalHost(text: string): string {
  const address = (text.startsWith('http') ? text : `https://${text}`).replace(/\/$/, '')
  const host = /\/v\d/.test(address) ? address : `${address}/v2.1`
  if (!URL.parse(host))
    throw new ConfigError(
      `UBIOPS_API_HOST must be an address such as https://api.ubiops.com/v2.1; it is '${text}'.`,
    )
  return host
}

const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/** The secret of an earlier start, or a new one, readable by its owner only. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'session-secret')
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  return readFileSync(file, 'utf8')
}
