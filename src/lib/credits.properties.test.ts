import fc from 'fast-check'
import { expect, test } from 'vitest'
import { credits } from './arbitraries.ts'
import { sumCredits } from './credits.ts'

const amounts = fc.array(
  fc.oneof(
    credits,
    credits.map((value) => 0 - value),
  ),
)

test('a sum does not depend on the order, nor on how it is made in steps', () => {
  fc.assert(
    fc.property(amounts, amounts, (some, others) => {
      const sum = sumCredits([...some, ...others])
      expect(sumCredits([...others, ...some].toReversed())).toBe(sum)
      expect(sumCredits([sumCredits(others), sumCredits(some)])).toBe(sum)
    }),
  )
})

test('what is added and taken away leaves nothing behind', () => {
  fc.assert(
    fc.property(amounts, (values) => {
      expect(sumCredits([...values, ...values.map((value) => -value)])).toBe(0)
    }),
  )
})
