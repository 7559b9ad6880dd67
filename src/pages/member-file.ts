/** A list of members as a file says it: `email,admin`, with or without a heading, and with other columns beside them. */
import { CsvError, parse } from 'csv-parse/browser/esm/sync'
import { whyNoAddress } from './typed-members.ts'

/** One line of the file. Lines count from 1, the heading included. */
export type FileLine =
  /** `admin` is undefined where the file doesn't say. */
  | { kind: 'member'; line: number; email: string; admin: boolean | undefined }
  | { kind: 'invalid'; line: number; email: string; why: string }
  /** `first` is the line that counts. */
  | { kind: 'twice'; line: number; email: string; first: number }

const yes = new Set(['true', 'yes', 'y', '1', 'x', 'admin'])
const no = new Set(['false', 'no', 'n', '0', 'member', 'user'])

/** Reads the text of a file; commas, semicolons and tabs stand between its columns. Never throws. */
export function readMemberFile(text: string): FileLine[] {
  const rows = rowsOf(text)
  if (!Array.isArray(rows)) return [rows]
  const heading = rows[0]?.cells.map((cell) => cell.toLowerCase())
  const headed = heading?.findIndex((cell) => /^e-?mail( ?address)?$/.test(cell)) ?? -1
  const emailAt = headed === -1 ? 0 : headed
  const adminAt =
    headed === -1 ? 1 : (heading?.findIndex((cell) => /^(admin|role)$/.test(cell)) ?? -1)

  const firsts = new Map<string, { line: number; admin: boolean | undefined }>()
  return rows.slice(headed === -1 ? 0 : 1).map(({ line, cells }): FileLine => {
    // Files of this console put an apostrophe before what a spreadsheet would take for a formula.
    const email = (cells[emailAt] ?? '').replace(/^'(?=[=+\-@])/, '')
    const said = (cells[adminAt] ?? '').toLowerCase()
    const why =
      whyNoAddress(email) ??
      (said === '' || yes.has(said) || no.has(said)
        ? undefined
        : `“${cells[adminAt]}” is neither true nor false. Say whether this person is an admin.`)
    if (why !== undefined) return { kind: 'invalid', line, email, why }
    const key = email.toLowerCase()
    const admin = said === '' ? undefined : yes.has(said)
    const first = firsts.get(key)
    if (first && first.admin !== admin)
      return {
        kind: 'invalid',
        line,
        email,
        why: `Line ${first.line} says something else of this person, and counts. Keep one of the two.`,
      }
    if (first) return { kind: 'twice', line, email, first: first.line }
    firsts.set(key, { line, admin })
    return { kind: 'member', line, email, admin }
  })
}

interface Row {
  line: number
  cells: string[]
}

function rowsOf(text: string): Row[] | FileLine {
  try {
    const parsed = parse(text, {
      delimiter: [',', ';', '\t'],
      info: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
      trim: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    const line =
      error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : 1
    return {
      kind: 'invalid',
      line,
      email: '',
      why: 'A quotation mark is opened here and never closed, or stands inside a cell. Mend it, and the file can be read.',
    }
  }
}
