import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { plainDecimal, toCsv, tsvParts } from './csv.ts'

const read = (csv: string): string[][] => parse(csv, { record_delimiter: '\r\n' })

describe('CSV', () => {
  test('each line ends in CRLF, the last one too, and nothing stands before the first', () => {
    expect(
      toCsv([
        ['a', 'b'],
        ['c', 1],
      ]),
    ).toBe('a,b\r\nc,1\r\n')
    expect(toCsv([])).toBe('')
  })

  test.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['tab\tinside', 'tab\tinside'],
    ['🧪 Zoë', '🧪 Zoë'],
    [' spaces ', ' spaces '],
    ['', ''],
  ])('%j is written %j and read back', (text, written) => {
    expect(toCsv([[text, 'end']])).toBe(`${written},end\r\n`)
    expect(read(toCsv([[text, 'end']]))).toEqual([[text, 'end']])
  })

  test.each([
    "=cmd|' /C calc'!A0",
    '+1',
    '-1',
    '@SUM(A1)',
    '\t1',
    '\r1',
    '\n1',
    '＝1',
    '=HYPERLINK("http://x.example","a,b")',
  ])('%j stays text', (text) => {
    expect(read(toCsv([[text, 'end']]))).toEqual([[`'${text}`, 'end']])
  })

  test('quotes around a formula are part of the text', () => {
    expect(read(toCsv([['"=1"', 'end']]))).toEqual([['"=1"', 'end']])
  })

  test('a sheet that parts cells at semicolons or tabs finds none either', () => {
    expect(read(toCsv([["Ann;=cmd|' /C calc'!A0;", 'a\t+1', 'end']]))).toEqual([
      ["Ann;'=cmd|' /C calc'!A0;", "a\t'+1", 'end'],
    ])
  })

  test('within words a sign makes no formula, and numbers never are one', () => {
    expect(toCsv([['a=b', 'a-b', ' =1', -1, -0.5, 0.1 + 0.2]])).toBe('a=b,a-b, =1,-1,-0.5,0.3\r\n')
  })
})

describe('text for the clipboard', () => {
  test('tabs part cells, and lines have no end of their own', () => {
    expect(
      [
        ...tsvParts([
          ['a', 'b,c'],
          ['', 1.5],
        ]),
      ].join(''),
    ).toBe('a\tb,c\n\t1.5')
  })

  test.each([
    ['tab\there', 'tab here'],
    ['two\r\nlines', 'two lines'],
    ['a\nb\rc\vd\fe\u2028f', 'a b c d e f'],
    ['\t1', "' 1"],
    ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
    ['"=1"\tx', '"""=1"" x"'],
    ['19" rack', '19" rack'],
  ])('%j becomes %j', (text, written) => {
    expect([...tsvParts([[text, 'end']])].join('')).toBe(`${written}\tend`)
  })
})

test.each([
  [0, '0'],
  [-0, '0'],
  [1234567.5, '1234567.5'],
  [0.1 + 0.2, '0.3'],
  [0.000001, '0.000001'],
  [1.0000005, '1.000001'],
  [1e-7, '0'],
  [-1e-9, '0'],
  [4_503_599_627.370497, '4503599627.370497'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  [1e21, '1000000000000000000000'],
  [-1.5e22, '-15000000000000000000000'],
])('%d is written %s', (value, text) => expect(plainDecimal(value)).toBe(text))
