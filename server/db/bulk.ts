import { sql, type CompiledQuery, type Kysely } from 'kysely'

/** One row's values, in the order of its columns. */
export type Row = readonly (string | number | null)[]

const ROWS_PER_STATEMENT = 500

/**
 * Makes a function that inserts any number of rows, their values in the order of `columns` (names with spaces between),
 * and resolves with how many it inserted: rows that are there already stay as they are. It keeps its statements, so use
 * one with one database.
 */
export function bulkInsert(table: string, columns: string) {
  // Putting a long statement together takes longer than running it, so each length is put together once.
  const statements = new Map<number, CompiledQuery>()

  const statement = <Tables>(db: Kysely<Tables>, rows: readonly Row[]) =>
    sql`insert into ${sql.table(table)} (${sql.join(columns.split(' ').map((column) => sql.ref(column)))})
      values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))}
      on conflict do nothing`.compile(db)

  return async <Tables>(db: Kysely<Tables>, rows: readonly Row[]): Promise<number> => {
    let inserted = 0
    for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT) {
      const batch = rows.slice(start, start + ROWS_PER_STATEMENT)
      const compiled = statements.get(batch.length) ?? statement(db, batch)
      statements.set(batch.length, compiled)
      const { numAffectedRows } = await db.executeQuery({ ...compiled, parameters: batch.flat() })
      inserted += Number(numAffectedRows ?? 0)
    }
    return inserted
  }
}
