/**
 * The server as a process of its own, killed, stopped and under load, on every database. `npm run soak` does it longer.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createClient } from '#contract/client.ts'
import { ApiError } from '#contract/errors.ts'
import type { Api } from '#contract/operations.ts'
import { startFaultyUpstream } from '../e2e/faulty-upstream.ts'
import { ensureActiveUser } from './db/accounts.ts'
import { createToken } from './embedded/tokens.ts'
import { testDatabases, type TestDatabase } from './testing/databases.ts'

const SOAK = import.meta.env.MODE === 'soak'
const KILLS = SOAK ? 100 : 5
const LOAD = SOAK ? 60_000 : 5_000
const CONNECTIONS = 50
const WRITERS = 8
/** MiB, of what is not garbage. */
const MOST_GROWTH = 8
const LONGEST = 15 * 60_000

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
const memory = new URL('./testing/memory.ts', import.meta.url).href

const running = new Set<ChildProcess>()
afterEach(async () => {
  for (const server of running) await end(server, 'SIGKILL')
  running.clear()
})

/** Starts the server as a process of its own; resolves with its address when it listens. */
async function startServer(environment: Record<string, string>) {
  const server = spawn(process.execPath, ['--expose-gc', '--import', memory, main], {
    env: { SAMPLE: 'off', PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  running.add(server)
  let said = ''
  for await (const part of server.stdout ?? []) {
    said += String(part)
    const [, address] = /listening at (http:[^"\s]+)/i.exec(said) ?? []
    if (!address) continue
    server.stdout?.resume()
    return { server, address }
  }
  throw new Error(`The server did not start: ${said}`)
}

async function end(server: ChildProcess, signal: 'SIGKILL' | 'SIGTERM') {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill(signal)
  await once(server, 'exit')
}

/** Opens connections on which no whole request waits for its answer; resolves with the end of them all. */
async function openUnfinished(address: string) {
  const get = 'GET /healthz HTTP/1.1\r\nhost: localhost\r\n'
  const post =
    'POST /session HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\n'
  const kept = await opened(address, `${get}\r\n`)
  await once(kept, 'data')
  const sockets = [
    kept,
    await opened(address, ''),
    await opened(address, get),
    await opened(address, `${post}content-length: 100\r\n\r\n{"token":`),
  ]
  return {
    ended: Promise.all(
      sockets.map((socket) => new Promise((resolve) => socket.resume().once('close', resolve))),
    ),
  }
}

async function opened(address: string, text: string) {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  socket.write(text)
  return socket
}

test('a stop of a gateway waits for the answer to a whole request, and for no half one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-gateway-'))
  const upstream = await startFaultyUpstream()
  onTestFinished(async () => {
    await upstream.close()
    rmSync(folder, { recursive: true })
  })
  const { address, server } = await startServer({
    DATA_DIR: folder,
    UBIOPS_API_HOST: upstream.host,
  })
  const { ended } = await openUnfinished(address)
  const answer = upstream.holdWrites()
  const api = createClient(`${address}/v2.1`, { headers: { authorization: 'Token secret' } })
  const created = api.organizations_create({ body: { name: 'acme', subscription: 'free' } })
  await vi.waitFor(() => expect(upstream.writes().now).toBe(1), 20_000)
  const asked = Date.now()
  server.kill('SIGTERM')
  const exited = once(server, 'exit')
  await ended
  expect(server.exitCode).toBeNull()
  answer()
  expect(await created).toMatchObject({ name: 'acme' })
  await exited
  expect(Date.now() - asked).toBeLessThan(10_000)
  expect(server.exitCode).toBe(0)
}, 60_000)

describe.each(testDatabases())('on $kind', ({ open }) => {
  let database: TestDatabase
  let token: string
  let folder: string

  beforeAll(async () => {
    database = await open()
    token = await createToken(
      database.db,
      await ensureActiveUser(database.db, { email: 'ann@example.com' }),
    )
    folder = mkdtempSync(join(tmpdir(), 'org-console-endurance-'))
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true })
  })

  /** Starts the server; resolves with a client of it when it listens. */
  async function start() {
    const { server, address } = await startServer({ DATA_DIR: folder, ...database.environment })
    const headers = { authorization: `Token ${token}` }
    return { api: createClient(`${address}/v2.1`, { headers }), server, address }
  }

  const namesOf = async (api: Api) =>
    new Set((await api.organizations_list({})).map(({ name }) => name))

  test(
    `${KILLS} kills in a stream of writes lose none that was acknowledged`,
    async () => {
      const acknowledged: string[] = []
      for (let round = 0; round < KILLS; round += 1) {
        const { api, server } = await start()
        const killed = new AbortController()
        const writer = async (_: unknown, number: number) => {
          for (let turn = 0; !killed.signal.aborted; turn += 1) {
            const name = `kill-${round}-${number}-${turn}`
            await api.organizations_create({ body: { name, subscription: 'free' } }).then(
              () => acknowledged.push(name),
              (error: unknown) => {
                // Only the kill itself may come between.
                expect(error).toMatchObject({ kind: 'unknown_outcome' })
              },
            )
          }
        }
        const before = acknowledged.length
        const writers = Array.from({ length: WRITERS }, writer)
        while (acknowledged.length < before + WRITERS * 5) await delay(5)
        await delay((round * 37) % 200)
        await end(server, 'SIGKILL')
        killed.abort()
        await Promise.all(writers)
      }
      const { api } = await start()
      const names = await namesOf(api)
      expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
    },
    LONGEST,
  )

  test('a stop cuts no request in flight and loses none', async () => {
    const { api, server } = await start()
    const each = <Result>(call: (index: number) => Promise<Result>) =>
      Array.from({ length: CONNECTIONS }, (_, index) => call(index))
    await Promise.all(each(() => api.status({})))
    const answers = each((index) =>
      api.organizations_create({ body: { name: `stop-${index}`, subscription: 'free' } }),
    )
    await Promise.any(answers)
    const asked = Date.now()
    server.kill('SIGTERM')
    const results = await Promise.allSettled(answers)
    await once(server, 'exit')
    // No connection that is kept for another request holds it up.
    expect(Date.now() - asked).toBeLessThan(6_000)
    expect(server.exitCode).toBe(0)
    // One that arrived too late is told so; none is left without an answer.
    const refusals = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as ApiError] : [],
    )
    expect(refusals.filter(({ kind }) => kind !== 'unavailable')).toEqual([])
    const again = await start()
    const names = await namesOf(again.api)
    const done = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.name] : [],
    )
    expect(done.length).toBeGreaterThan(0)
    expect(done.filter((name) => !names.has(name))).toEqual([])
  }, 60_000)

  test('a stop waits for no request that is not whole', async () => {
    const { server, address } = await start()
    const { ended } = await openUnfinished(address)
    const asked = Date.now()
    server.kill('SIGTERM')
    await Promise.all([ended, once(server, 'exit')])
    expect(Date.now() - asked).toBeLessThan(10_000)
    expect(server.exitCode).toBe(0)
  }, 60_000)

  test(
    `${CONNECTIONS} connections of reads, some of them left, and writes for ${LOAD / 1000} s get no failure, and memory is level`,
    async () => {
      const { api, server } = await start()
      const failures: unknown[] = []
      const until = Date.now() + LOAD
      const held: number[] = []
      const resident: number[] = []
      let calls = 0
      const connection = async (_: unknown, number: number) => {
        const organization_name = `load-${number}`
        const params = { organization_name }
        await api.organizations_create({ body: { name: organization_name, subscription: 'free' } })
        for (let turn = 0; Date.now() < until; turn += 1) {
          const email = `m-${number}-${turn}@example.com`
          const { id } = await api.organization_users_create({ params, body: { email } })
          const user = { ...params, user_id: id }
          await api.organization_users_list({ params })
          await api.organization_users_update({ params: user, body: { admin: true } })
          await api.organizations_get({ params })
          await api.organizations_resource_usage({ params })
          await api.organizations_usage_get({ params, query: { interval: 'day' } })
          await api.organization_users_delete({ params: user })
          await hangUp((signal) => api.organization_users_list({ params }, signal))
          calls += 8
        }
      }
      const connections = Array.from({ length: CONNECTIONS }, (_, number) =>
        connection(_, number).catch((error: unknown) => failures.push(error)),
      )
      while (Date.now() < until) {
        held.push(await heldMiB(server))
        resident.push(residentMiB(server))
        await delay(LOAD / 10)
      }
      await Promise.all(connections)
      held.push(await heldMiB(server))
      resident.push(residentMiB(server))
      expect(failures).toEqual([])
      expect(calls).toBeGreaterThan(CONNECTIONS)
      const [warm, end] = peaks(held)
      expect(end).toBeLessThan(warm + MOST_GROWTH)
      // What the database holds is not in the heap.
      const [warmProcess, endProcess] = peaks(resident)
      expect(endProcess).toBeLessThan(warmProcess * 1.25 + 32)
    },
    LONGEST,
  )
})

/** Begins a read and leaves while it is on its way. */
async function hangUp(read: (signal: AbortSignal) => Promise<unknown>) {
  const leaving = new AbortController()
  const answer = read(leaving.signal)
  setImmediate(() => leaving.abort())
  await answer.catch((error: unknown) => {
    if (!leaving.signal.aborted) throw error
  })
}

/** The most in the first half of the samples, which fills caches, and in the second. */
function peaks(samples: number[]): [number, number] {
  const half = Math.floor(samples.length / 2)
  return [Math.max(...samples.slice(0, half)), Math.max(...samples.slice(half))]
}

/** Of what is not garbage, of which none is left then. */
async function heldMiB(server: ChildProcess) {
  server.send('memory')
  const [bytes] = (await once(server, 'message')) as [number]
  return bytes / 1024 / 1024
}

const residentMiB = ({ pid }: ChildProcess) =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
