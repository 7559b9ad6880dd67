import { expect, test } from 'vitest'
import { howFar } from './usage-progress.tsx'

// The digits are the locale's of whoever runs the tests.
const total = 16_000_000

test.each([
  [{ received: 0, total }, undefined, /^The server is putting it together\.$/],
  [{ received: 4_000_000, total }, 0.25, /^4.0.MB of 16.0.MB have arrived\.$/],
  [{ received: 4_000_000, total: undefined }, undefined, /^4.0.MB have arrived\.$/],
  [{ received: total, total }, undefined, /^16.0.MB have arrived and are being read\.$/],
  [
    { received: total, total, projects: { read: 500, of: 2000 } },
    0.25,
    /^500 of 2.?000 projects are read\.$/,
  ],
])('says how far a large answer is, as far as that is known: %o', (progress, share, text) => {
  expect(howFar(progress).share).toBe(share)
  expect(howFar(progress).text).toMatch(text)
})
