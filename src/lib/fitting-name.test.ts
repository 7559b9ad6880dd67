import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameRules } from '#contract/resources.ts'
import { fittingName } from './fitting-name.ts'

const keepsRules = (name: string) => nameRules.every(({ holds }) => holds(name))

test.each([
  ['Acme Nederland', 'acme-nederland'],
  ['  Ångström B.V. (NL) ', 'angstrom-b-v-nl'],
  ['ÄÖ-Straße ＡＢＣ', 'ao-strasse-abc'],
  ['2nd Team', 'nd-team'],
  ['42', ''],
  ['a'.repeat(70), 'a'.repeat(64)],
  [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
])('%j becomes %j', (typed, fitting) => expect(fittingName(typed)).toBe(fitting))

test('a taken name gets the first number that is free, within what a name may have', () => {
  const taken = new Set(['acme', 'acme-2', 'acme-4', 'a'.repeat(64)])
  expect(fittingName('Acme', taken)).toBe('acme-3')
  expect(fittingName('Acme 4', taken)).toBe('acme-4-2')
  expect(fittingName('A'.repeat(70), taken)).toBe(`${'a'.repeat(62)}-2`)
  expect(fittingName('Acme NL', taken)).toBe('acme-nl')
  expect(fittingName('42', taken)).toBe('')
})

test('whatever is typed fits afterwards, and what was made to fit stays as it is', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (typed) => {
      const name = fittingName(typed)
      expect(name === '' || keepsRules(name)).toBe(true)
      expect(fittingName(name)).toBe(name)
      const another = fittingName(typed, new Set([name]))
      expect(another === '' || (keepsRules(another) && another !== name)).toBe(true)
    }),
  )
})
