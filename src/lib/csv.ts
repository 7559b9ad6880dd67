/**
 * Tables as text for other programs. Numbers are plain decimals with a point, whatever the locale. Text can never
 * become a formula in a spreadsheet: what might gets an apostrophe in front, which is the one change made to it. A sheet
 * whose list separator is a semicolon or a tab splits cells there, so what follows one gets it, too.
 */
import { sumCredits } from './credits.ts'

export type Cell = string | number

/** RFC 4180: lines end in CRLF, the last one too; without a byte order mark. */
export const toCsv = (rows: Iterable<Cell[]>) => [...csvParts(rows)].join('')

/** The same bit by bit, for what is long. */
export function* csvParts(rows: Iterable<Cell[]>): Generator<string, void> {
  for (const row of rows) yield `${row.map(csvCell).join(',')}\r\n`
}

/** For the clipboard, bit by bit: a cell is a line's part, so tabs and line breaks in it become spaces. */
export function* tsvParts(rows: Iterable<Cell[]>): Generator<string, void> {
  let begin = ''
  for (const row of rows) {
    yield begin + row.map(tsvCell).join('\t')
    begin = '\n'
  }
}

function csvCell(cell: Cell): string {
  const text = plain(cell)
  return /[",\r\n]/.test(text) ? quoted(text) : text
}

function tsvCell(cell: Cell): string {
  const text = plain(cell).replace(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ')
  // A sheet takes a quote at the front as the begin of a cell that may go on over tabs and lines.
  return text.startsWith('"') ? quoted(text) : text
}

const plain = (cell: Cell) => (typeof cell === 'number' ? plainDecimal(cell) : harmless(cell))

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

// The full-width signs begin a formula as well where East Asian input is common.
const harmless = (text: string) =>
  text.replace(/(?<=^|[;\t\r\n])(?=[=+\-@＝＋－＠])|^(?=[\t\r\n])/g, "'")

/** The value to at most six decimals, never with an exponent: "0.000001", "1000000000000000000000". */
export function plainDecimal(value: number): string {
  const shortest = String(value)
  if (/^-?\d+(\.\d{1,6})?$/.test(shortest)) return shortest
  // From here on every number is whole, and the only ones that are written with an exponent.
  return Math.abs(value) >= 1e21 ? String(BigInt(value)) : String(sumCredits([value]))
}
