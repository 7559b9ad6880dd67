import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { ConfigError, databaseLocation, readConfig } from './config.ts'

const DATA_DIR = mkdtempSync(join(tmpdir(), 'org-console-config-'))
afterAll(() => rmSync(DATA_DIR, { recursive: true }))

const read = (env: Record<string, string> = {}) => readConfig({ DATA_DIR, ...env })

describe('happy', () => {
  test('without settings: this machine, port 3000, the embedded API with its sample', () => {
    expect(read()).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      api: {
        kind: 'embedded',
        location: { file: join(DATA_DIR, 'org-console.sqlite') },
        sample: true,
      },
      rateLimit: 1_000_000,
    })
  })

  test('an empty variable is none', () => {
    expect(read({ PORT: '', DATABASE_URL: '' })).toEqual(read())
  })

  test('a token for the API behind counts on this machine alone', () => {
    const env = { UBIOPS_API_HOST: 'api.ubiops.com', UBIOPS_API_TOKEN: 'Token secret' }
    expect(read(env).api).toMatchObject({ kind: 'upstream', ownToken: 'secret' })
    const beyond = { ...env, HOST: '0.0.0.0', PUBLIC_URL: 'https://console.example.com' }
    expect(read(beyond).api).not.toHaveProperty('ownToken')
    const proxied = { ...env, PUBLIC_URL: 'https://console.example.com' }
    expect(read(proxied).api).not.toHaveProperty('ownToken')
    for (const UBIOPS_API_TOKEN of ['secret', 'Bearer secret', 'my secret']) {
      expect(read({ UBIOPS_API_TOKEN }).api).not.toHaveProperty('ownToken')
      expect(read({ ...proxied, UBIOPS_API_TOKEN }).api).not.toHaveProperty('ownToken')
    }
    expect(() => read({ ...env, UBIOPS_API_TOKEN: 'my secret' })).toThrow(ConfigError)
    expect(() => read({ ...env, UBIOPS_API_TOKEN: 'my secret' })).toThrow(
      /^UBIOPS_API_TOKEN must be a token alone, without spaces or special characters.$/,
    )
  })

  test.each([
    ['api.ubiops.com', 'https://api.ubiops.com/v2.1'],
    ['https://api.ubiops.com/', 'https://api.ubiops.com/v2.1'],
    ['https://api.ubiops.com/v2.1', 'https://api.ubiops.com/v2.1'],
    ['http://127.0.0.1:9000/v2', 'http://127.0.0.1:9000/v2'],
    ['https://v2.example.com', 'https://v2.example.com/v2.1'],
    ['example.com/api/', 'https://example.com/api/v2.1'],
  ])('UBIOPS_API_HOST=%s means %s', (given, host) => {
    expect(read({ UBIOPS_API_HOST: given }).api).toEqual({
      kind: 'upstream',
      host,
      timeout: 30_000,
    })
  })

  test.each([
    { SAMPLE: 'off' },
    { DATABASE_URL: 'postgres://localhost/x' },
    { HOST: '0.0.0.0', PUBLIC_URL: 'https://console.example.com' },
    // Of a proxy on this machine, which leads everybody here.
    { PUBLIC_URL: 'https://console.example.com' },
  ])('no sample with %o', (env) => {
    expect(read(env).api).toMatchObject({ sample: false })
  })

  test('a secret is made once, and kept for its owner only', () => {
    const [first] = read().sessionKeys
    expect(read().sessionKeys).toEqual([first])
    expect(first).toHaveLength(32)
    const file = join(DATA_DIR, 'session-secret')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toHaveLength(43)
  })

  test('a secret that is empty is made anew, and nothing else is left in the folder', () => {
    const folder = join(DATA_DIR, 'cut-short')
    mkdirSync(folder)
    const file = join(folder, 'session-secret')
    writeFileSync(file, '')
    const { sessionKeys } = read({ DATA_DIR: folder })
    expect(readFileSync(file, 'utf8')).toHaveLength(43)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(read({ DATA_DIR: folder }).sessionKeys).toEqual(sessionKeys)
    expect(readdirSync(folder)).toEqual(['session-secret'])
  })

  test('a secret that is there is read, and nothing is written', () => {
    const folder = join(DATA_DIR, 'kept')
    const { sessionKeys } = read({ DATA_DIR: folder })
    const long = new Date('2020-01-01')
    utimesSync(folder, long, long)
    expect(read({ DATA_DIR: folder }).sessionKeys).toEqual(sessionKeys)
    expect(statSync(folder).mtime).toEqual(long)
  })

  test('starts at the same moment keep one secret', async () => {
    const folders = Array.from({ length: 50 }, (_, index) => join(DATA_DIR, `together-${index}`))
    const workerData = {
      config: new URL('./config.ts', import.meta.url).href,
      folders,
      ready: new SharedArrayBuffer(4 * folders.length),
    }
    const start = `
      const { parentPort, workerData } = require('node:worker_threads')
      const ready = new Int32Array(workerData.ready)
      import(workerData.config).then(({ readConfig }) => {
        const secrets = workerData.folders.map((DATA_DIR, index) => {
          Atomics.add(ready, index, 1)
          while (Atomics.load(ready, index) < 2);
          return readConfig({ DATA_DIR }).sessionKeys.join()
        })
        parentPort.postMessage(secrets)
      })`
    const [first, second] = await Promise.all(
      [1, 2].map(async () => {
        const worker = new Worker(start, { eval: true, workerData })
        const [secrets] = (await once(worker, 'message')) as [string[]]
        return secrets
      }),
    )
    expect(first).toEqual(second)
    expect(new Set(first).size).toBe(folders.length)
    // What has been told is what the next start reads.
    expect(folders.map((folder) => read({ DATA_DIR: folder }).sessionKeys.join())).toEqual(first)
  })

  test('a secret that others can read is locked, and told of', () => {
    const folder = join(DATA_DIR, 'open')
    mkdirSync(folder)
    const file = join(folder, 'session-secret')
    writeFileSync(file, 'from-a-careless-copy', { mode: 0o644 })
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    onTestFinished(() => void vi.restoreAllMocks())
    const { sessionKeys } = read({ DATA_DIR: folder })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(warn.mock.calls).toEqual([[expect.stringContaining(file)]])
    expect(read({ DATA_DIR: folder }).sessionKeys).toEqual(sessionKeys)
    expect(warn).toHaveBeenCalledTimes(1)
    expect(warn.mock.calls.join('')).not.toContain('careless')
  })

  test.each([
    ['HTTPS://Console.Example.com', 'https://console.example.com'],
    ['https://console.example.com:443/', 'https://console.example.com'],
    ['http://LOCALHOST:80', 'http://localhost'],
  ])('PUBLIC_URL=%s means %s', (given, publicUrl) => {
    expect(read({ PUBLIC_URL: given })).toMatchObject({ publicUrl })
  })

  test('TRUST_PROXY is a list of addresses and networks, and empty by default', () => {
    expect(read().trustProxy).toEqual([])
    expect(read({ TRUST_PROXY: '10.0.0.1, 172.16.0.0/12,::1,fd00::/8' }).trustProxy).toEqual([
      '10.0.0.1',
      '172.16.0.0/12',
      '::1',
      'fd00::/8',
    ])
  })

  test.each([
    ['http://localhost:3000', undefined],
    ['http://127.0.0.1:3000/v2.1', undefined],
    ['http://[::1]:3000', undefined],
    ['console.example.com', 'https://console.example.com'],
    ['https://console.example.com:443/v2', 'https://console.example.com'],
    ['https://console.example.com', 'HTTPS://Console.Example.com:443'],
    ['http://LOCALHOST:8080', 'http://localhost:8080'],
  ])('UBIOPS_API_HOST=%s is the console at %s itself, and refused', (host, publicUrl = '') => {
    expect(() => read({ UBIOPS_API_HOST: host, PUBLIC_URL: publicUrl })).toThrow(/own address/)
  })

  test.each(['https://ann:in-the-password@api.example.com', 'ann@api.example.com'])(
    'UBIOPS_API_HOST=%s would not be sent as it is, and is refused',
    (host) => {
      expect(() => read({ UBIOPS_API_HOST: host })).toThrow(ConfigError)
      expect(() => read({ UBIOPS_API_HOST: host })).toThrow(/^UBIOPS_API_HOST has a user or pass/)
    },
  )

  test('UBIOPS_API_HOST is http or https', () => {
    expect(() => read({ UBIOPS_API_HOST: 'ftp://api.example.com' })).toThrow(/must be an address/)
  })

  test('SESSION_SECRET may be a list', () => {
    const [newer, older] = ['n'.repeat(16), 'o'.repeat(16)]
    const { sessionKeys } = read({ SESSION_SECRET: `${newer}, ${older}` })
    expect(sessionKeys).toEqual([
      ...read({ SESSION_SECRET: newer }).sessionKeys,
      ...read({ SESSION_SECRET: older }).sessionKeys,
    ])
  })
})

describe('error', () => {
  test('everything wrong is said at once', () => {
    expect(() => read({ PORT: '99999', SAMPLE: 'yes', DATABASE_URL: 'mysql://x' })).toThrow(
      /PORT must be.*\n.*DATABASE_URL must be.*\n.*SAMPLE must be/,
    )
  })

  test.each([
    ['PUBLIC_URL', 'console.example.com', /must be an address/],
    ['PUBLIC_URL', 'https://example.com/console', /no path/],
    ['PUBLIC_URL', 'https://example.com/?a=b', /no path/],
    ['PUBLIC_URL', 'https://example.com/#a', /no path/],
    ['UBIOPS_API_HOST', 'http:/', /must be an address/],
    ['UBIOPS_API_HOST', 'https://api.example.com/v2.1?a=b', /must be an address/],
    ['UBIOPS_API_HOST', 'https://api.example.com/v2.1#a', /must be an address/],
    ['TRUST_PROXY', 'proxy.example.com', /must be addresses/],
    ['TRUST_PROXY', '10.0.0.1,', /must be addresses/],
    ['TRUST_PROXY', '10.0.0.0/33', /must be addresses/],
    ['TRUST_PROXY', '10.0.0.0/0', /must be addresses/],
  ])('%s=%s is refused with a sentence', (name, value, sentence) => {
    expect(() => read({ [name]: value })).toThrow(ConfigError)
    expect(() => read({ [name]: value })).toThrow(sentence)
  })

  test('two APIs at once are refused', () => {
    const both = { DATABASE_URL: 'postgres://localhost/x', UBIOPS_API_HOST: 'api.ubiops.com' }
    expect(() => read(both)).toThrow(ConfigError)
    expect(() => databaseLocation({ UBIOPS_API_HOST: 'api.ubiops.com' })).toThrow(/no database/)
  })
})

describe('security', () => {
  test.each([
    { HOST: '0.0.0.0' },
    { HOST: '192.168.1.5' },
    { PUBLIC_URL: 'http://console.example.com' },
    { HOST: '0.0.0.0', PUBLIC_URL: 'http://localhost:3000' },
  ])('plain http beyond this machine is refused: %o', (env) => {
    expect(() => read(env)).toThrow(/Plain http is for this machine alone/)
  })

  const whole = 's'.repeat(16)
  test.each([',', `${whole},`, `,${whole}`, ' ', 's'.repeat(15)])(
    'SESSION_SECRET=%j is refused',
    (secret) => {
      expect(() => read({ SESSION_SECRET: secret })).toThrow(ConfigError)
      expect(() => read({ SESSION_SECRET: secret })).toThrow(/at least 16 characters/)
    },
  )

  test.each([
    { HOST: '::1' },
    { HOST: 'localhost' },
    { HOST: '0.0.0.0', PUBLIC_URL: 'https://a.example' },
  ])('fine: %o', (env) => {
    expect(read(env).host).toBe(env.HOST)
  })
})
