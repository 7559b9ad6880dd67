import { expect, test } from 'vitest'
import { howToSignIn } from './open-api.ts'

test.each([
  ['http://api.example.com/v2.1', true],
  ['http://10.0.0.5:8000/v2.1', true],
  ['http://localhost.example.com/v2.1', true],
  ['http://localhost:8000/v2.1', false],
  ['http://127.1:8000/v2.1', false],
  ['http://[::1]:8000/v2.1', false],
  ['https://api.example.com/v2.1', false],
])('whether the start warns of tokens in plain http to %s: %s', async (host, warns) => {
  const said = await howToSignIn({ kind: 'upstream', host, timeout: 1000 })
  expect(said).toContain(host)
  expect(said.includes('plain http')).toBe(warns)
})
