import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { credits } from './arbitraries.ts'
import { plainDecimal, toCsv, tsvParts } from './csv.ts'

const read = (csv: string): string[][] => parse(csv, { record_delimiter: '\r\n' })

const signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠']
const begins = [...signs, '\t', '\r', '\n']

/** The text with an apostrophe wherever a sheet, whatever parts its cells, would begin a formula. */
const harmless = (text: string) =>
  [...text]
    .map((char, at, all) => {
      const before = all[at - 1]
      const mayBegin =
        before === undefined
          ? begins.includes(char)
          : signs.includes(char) && [';', '\t', '\r', '\n'].includes(before)
      return mayBegin ? `'${char}` : char
    })
    .join('')
const texts = fc
  .record({
    begin: fc.constantFrom('', '', ...begins, '"', ',', '\r\n', "'"),
    rest: fc.string({
      unit: fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        fc.constantFrom('"', ',', ';', '=', '\n', '\r', '\t'),
      ),
    }),
  })
  .map(({ begin, rest }) => begin + rest)

/** Lines of two to five cells. */
const tables = fc
  .integer({ min: 2, max: 5 })
  .chain((width) =>
    fc.array(fc.array(fc.oneof(texts, credits), { minLength: width, maxLength: width })),
  )

test('every cell is read back as it was, but for an apostrophe before what might be a formula', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const written = rows.map((row) =>
        row.map((cell) => (typeof cell === 'string' ? harmless(cell) : cell)),
      )
      const back = read(toCsv(rows)).map((row, line) =>
        row.map((text, column) => (typeof rows[line]?.[column] === 'number' ? Number(text) : text)),
      )
      expect(back).toEqual(written)
    }),
  )
})

test('for the clipboard every line and cell stays where it is', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const lines = [...tsvParts(rows)].join('').split('\n')
      if (rows.length === 0) return
      expect(lines.map((line) => line.split('\t').length)).toEqual(rows.map((row) => row.length))
    }),
  )
})

test('any number is a plain decimal, less than a millionth off', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainDecimal(value)
      expect(text).toMatch(/^-?\d+(\.\d{1,6})?$/)
      expect(Math.abs(Number(text) - value)).toBeLessThan(1e-6)
    }),
  )
})
