import { expect, test } from 'vitest'
import { asName, displayName, visible } from './names.ts'
import { asSentence } from './sentence.ts'

const override = '\u202e'

test('what turns words round or can’t be seen shows as what it is', () => {
  expect(visible(`abc${override}def`)).toBe('abc[U+202E]def')
  expect(visible('a\u0000b\u200bc\u2067d')).toBe('a[U+0000]b[U+200B]c[U+2067]d')
  expect(asSentence(`No ${override}acme`)).toBe('No [U+202E]acme.')
  // Letters that join, joined emoji and lines stay.
  expect(visible('می\u200cخواهم 👩\u200d💻\nÅ')).toBe('می\u200cخواهم 👩\u200d💻\nÅ')
})

test('a name from the right keeps that to itself in a sentence, and any other stays as it is', () => {
  expect(asName('acme-nl')).toBe('acme-nl')
  expect(asName('שלום')).toBe('\u2068שלום\u2069')
  expect(asName('שלום\u2069')).toBe('\u2068שלום\u2069')
  expect(displayName({ name: 'Ann', surname: `${override}T`, email: 'a@x.nl' })).toBe(
    'Ann [U+202E]T',
  )
  expect(displayName({ email: `${override}a@x.nl` })).toBe('[U+202E]a@x.nl')
})
