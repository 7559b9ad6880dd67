import { expect, test } from 'vitest'
import { matcher } from './fold.ts'

test.each([
  ['', 'anything'],
  ['ZOE', 'Zoë Kumar'],
  ['kumar zo', 'Zoë Kumar zoe@example.com'],
  ['Ó', 'o'],
  ['STRASSE', 'Lange Straße'],
  ['abc', 'ＡＢＣ'],
])('%j finds %j', (search, text) => expect(matcher(search)(text)).toBe(true))

test.each([
  ['zoek', 'Zoë Kumar'],
  ['zoe smith', 'Zoë Kumar'],
])('%j does not find %j', (search, text) => expect(matcher(search)(text)).toBe(false))
