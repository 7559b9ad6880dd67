import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ApiCall {
  method: string
  path: string
  body: string
}

/** How a call goes wrong, or what its answer says beside itself. */
export type Fault =
  | { status: number; body: unknown; headers?: Record<string, string> }
  /** The connection ends before the call has arrived, or after it was done. */
  | 'lost before'
  | 'lost after'
  | { headers: Record<string, string> }

export interface FaultServer {
  url: string
  /** Every call that arrived, in order. */
  calls: ApiCall[]
  /** How many writes are on their way, and how many were at the same time, at most. */
  writes: () => { now: number; most: number }
  /** Answers no write until the returned function is called. */
  holdWrites: () => () => void
  /** Decides about each call from now on; undefined lets it pass. */
  failWith: (fault: (call: ApiCall) => Fault | undefined) => void
  close: () => Promise<void>
}

/** An API that passes calls on to another one, except where the test says how they fail. */
export async function startFaultServer(target: string): Promise<FaultServer> {
  const calls: ApiCall[] = []
  let faultOf: (call: ApiCall) => Fault | undefined = () => undefined
  let atOnce = 0
  let most = 0
  let held = Promise.resolve()

  const server = createServer(async (request, response) => {
    const call = {
      method: request.method ?? '',
      path: request.url ?? '',
      body: await textOf(request),
    }
    calls.push(call)
    const write = call.method !== 'GET'
    atOnce += Number(write)
    most = Math.max(most, atOnce)
    try {
      if (write) await held
      const fault = faultOf(call)
      if (fault === 'lost before') return void request.socket.destroy()
      if (typeof fault === 'object' && 'status' in fault)
        return void response
          .writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers })
          .end(typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body))
      const answer = await fetch(`${target}${call.path}`, {
        method: call.method,
        headers: {
          authorization: request.headers.authorization ?? '',
          ...(call.body && { 'content-type': 'application/json' }),
        },
        ...(call.body && { body: call.body }),
      })
      const text = await answer.text()
      if (fault === 'lost after') return void request.socket.destroy()
      response
        .writeHead(answer.status, { 'content-type': 'application/json', ...fault?.headers })
        .end(text)
    } finally {
      atOnce -= Number(write)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    writes: () => ({ now: atOnce, most }),
    holdWrites: () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    failWith: (fault) => (faultOf = fault),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  return Buffer.concat(parts).toString()
}
