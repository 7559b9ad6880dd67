import { expect, test } from 'vitest'
import { toCsv } from '../lib/csv.ts'
import { readMemberFile } from './member-file.ts'
import { memberRows } from './member-list.ts'

const read = (text: string) =>
  readMemberFile(text).map((line) =>
    line.kind === 'member' ? [line.line, line.email, line.admin] : [line.line, line.kind],
  )

test.each([
  [
    'a@x.nl,true\nb@x.nl,false\n',
    [
      [1, 'a@x.nl', true],
      [2, 'b@x.nl', false],
    ],
  ],
  ['email,admin\r\na@x.nl,true\r\n', [[2, 'a@x.nl', true]]],
  ['\uFEFF"E-mail";Admin\na@x.nl;YES', [[2, 'a@x.nl', true]]],
  ['name\trole\temail\nAnn\tadmin\ta@x.nl', [[2, 'a@x.nl', true]]],
  ['name,email\nAnn,a@x.nl', [[2, 'a@x.nl', undefined]]],
  [
    'a@x.nl\n\n , \n"b@x.nl" , "no"',
    [
      [1, 'a@x.nl', undefined],
      [4, 'b@x.nl', false],
    ],
  ],
  ['a@x.nl,', [[1, 'a@x.nl', undefined]]],
  ["'+a@x.nl,false", [[1, '+a@x.nl', false]]],
  ['', []],
])('%j is read', (text, lines) => expect(read(text)).toEqual(lines))

test('a line that is no member says why, and one that comes again which line counts', () => {
  expect(
    readMemberFile('email,admin\nann@x,true\nb@x.nl,maybe\nc@x.nl,1\nC@x.nl,yes\nc@x.nl,0'),
  ).toEqual([
    { kind: 'invalid', line: 2, email: 'ann@x', why: expect.stringMatching(/complete e-mail/) },
    { kind: 'invalid', line: 3, email: 'b@x.nl', why: expect.stringMatching(/“maybe” is neither/) },
    { kind: 'member', line: 4, email: 'c@x.nl', admin: true },
    { kind: 'twice', line: 5, email: 'C@x.nl', first: 4 },
    {
      kind: 'invalid',
      line: 6,
      email: 'c@x.nl',
      why: expect.stringMatching(/Line 4 says something else/),
    },
  ])
})

test.each(['a@x.nl,true\n"b@x.nl,false\n', 'a@x.nl,true\nb@x.nl,"fal"se\n'])(
  'a file whose quotation marks do not fit is one mistake: %j',
  (text) => {
    expect(readMemberFile(text)).toEqual([
      {
        kind: 'invalid',
        line: expect.any(Number),
        email: '',
        why: expect.stringMatching(/quotation/),
      },
    ])
  },
)

test('the file that the list is saved as is read back as the same list', () => {
  const users = [
    { id: '1', email: '=sum@x.nl', name: 'Ann "A", Vries', surname: '-', admin: true },
    { id: '2', email: 'b@x.nl', name: null, surname: '', status: 'pending', admin: false },
  ]
  expect(read(toCsv(memberRows(users)))).toEqual([
    [2, '=sum@x.nl', true],
    [3, 'b@x.nl', false],
  ])
})
