import { expect, test } from 'vitest'
import { isJson } from './json.ts'

const never = new AbortController().signal

/** JSON of some megabytes, which goes to a thread. */
const large = (ending = ']') =>
  Buffer.from(`[${Array.from({ length: 400_000 }, (_, index) => index).join(',')}${ending}`)

test('large answers are told from what is no JSON, also many at once', async () => {
  const answers = [large(), large(','), large(), large('')].map((bytes) => isJson(bytes, never))
  expect(await Promise.all(answers)).toEqual([true, false, true, false])
})

test('who has left waits for nobody, and nobody for them', async () => {
  const gone = new AbortController()
  const order: string[] = []
  const first = isJson(large(), never).then(() => order.push('first'))
  const left = isJson(large(), gone.signal).catch((error: unknown) => {
    order.push('left')
    throw error
  })
  const next = isJson(large(), never)
  gone.abort(new Error('late'))
  await expect(left).rejects.toThrow('late')
  await first
  expect(order).toEqual(['left', 'first'])
  expect(await next).toBe(true)
  await expect(isJson(large(), gone.signal)).rejects.toThrow('late')
})
