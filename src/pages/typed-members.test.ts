import { expect, test } from 'vitest'
import { addressesIn, typedMembers } from './typed-members.ts'

test.each([
  ['a@x.nl', ['a@x.nl']],
  [
    'a@x.nl,b@x.nl;c@x.nl d@x.nl\ne@x.nl\r\n\tf@x.nl',
    'abcdef'.split('').map((one) => `${one}@x.nl`),
  ],
  ['Ann <ann@x.nl>', ['ann@x.nl']],
  ['Ann de Vries <ann@x.nl>, Bob <bob@x.nl>', ['ann@x.nl', 'bob@x.nl']],
  ['"Vries, Ann" <ann@x.nl>, bob@x.nl', ['ann@x.nl', 'bob@x.nl']],
  ['Vries, Ann <ann@x.nl>; Öz, Bob <bob@x.nl>', ['ann@x.nl', 'bob@x.nl']],
  ['a@x.nl Ann <ann@x.nl> b@x.nl', ['a@x.nl', 'ann@x.nl', 'b@x.nl']],
  ['Ann <ann@x.nl> Bob <bob@x.nl>', ['ann@x.nl', 'bob@x.nl']],
  [
    'mailto:ann@x.nl, <bob@x.nl>, (cas@x.nl), "dan@x.nl"',
    ['ann@x.nl', 'bob@x.nl', 'cas@x.nl', 'dan@x.nl'],
  ],
  [' ,;\n ', []],
  ['', []],
])('%j has the addresses %j', (text, addresses) => expect(addressesIn(text)).toEqual(addresses))

test.each([
  ['annx.nl, Bob <bob@x.nl>', ['annx.nl', 'bob@x.nl']],
  ['"ann@x.nl, bob@x.nl', ['ann@x.nl', 'bob@x.nl']],
  ['ann@x.nl <', ['ann@x.nl', '<']],
])('nothing that may be meant as an address is lost in %j', (text, found) =>
  expect(addressesIn(text)).toEqual(found),
)

test('each address says what would become of it', () => {
  const bob = { id: 'bob', email: 'Bob@x.nl', admin: false }
  expect(typedMembers('ann@x.nl ANN@x.nl bob@X.nl ann@x', [bob])).toEqual([
    { kind: 'ok', email: 'ann@x.nl' },
    { kind: 'twice', email: 'ANN@x.nl' },
    { kind: 'member', email: 'bob@X.nl', user: bob },
    { kind: 'invalid', email: 'ann@x', why: expect.stringMatching(/complete e-mail address/) },
  ])
})

test('ten thousand addresses are read at once', () => {
  const text = Array.from({ length: 10_000 }, (_, index) => `Person ${index} <p${index}@x.nl>`)
  expect(addressesIn(text.join(', '))).toHaveLength(10_000)
})
