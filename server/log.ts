/** What is logged: a line a request and a line an error, never with a token, a query or a body in it. */
import type { FastifyServerOptions } from 'fastify'

/** Lines of JSON, lines for people, or where a test reads them. */
export type Log = 'json' | 'pretty' | { write(line: string): void }

/** Fastify's logger; nothing is logged where `log` is absent. */
export function loggerOf(log: Log | undefined): NonNullable<FastifyServerOptions['logger']> {
  if (log === undefined) return false
  const stream = log === 'json' ? undefined : log === 'pretty' ? { write: writePretty } : log
  return { level: 'info', serializers: { err: described }, ...(stream && { stream }) }
}

/** An error's own fields may hold what came with a call, so only these are kept. */
const described = (error: Error & { code?: unknown }): Described => ({
  type: error.name,
  message: error.message,
  stack: error.stack ?? '',
  code: error.code,
  ...(error.cause instanceof Error && { cause: described(error.cause) }),
})

type Described = { type: string; message: string; stack: string; code: unknown; cause?: Described }

interface Line {
  time: number
  level: number
  reqId?: string
  operation?: string
  status?: number
  ms?: number
  msg?: string
  err?: Described
}

const WARNING = 40

const withCauses = ({ stack, cause }: Described): string =>
  cause ? `${stack} because of ${withCauses(cause)}` : stack

function writePretty(text: string) {
  const line = JSON.parse(text) as Line
  const { time, level, reqId, operation, status, ms, msg, err } = line
  const parts = [
    new Date(time).toTimeString().slice(0, 8),
    level >= WARNING && (level > WARNING ? 'ERROR' : 'WARNING'),
    reqId,
    operation,
    status,
    ms !== undefined && `${ms} ms`,
    err ? withCauses(err) : msg,
  ]
  console.log(parts.filter(Boolean).join(' '))
}
