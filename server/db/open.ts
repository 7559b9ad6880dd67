import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
} from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { ApiError } from '#contract/errors.ts'
import { migrations } from './migrations.ts'
import type { Db, Schema } from './schema.ts'

/** Where the data is: a file for SQLite, or an address `postgres://…`. */
export type DatabaseLocation = { file: string } | { url: string }

/** Opens the database and brings its tables up to date. Close it with `destroy()`. */
export async function openDatabase(location: DatabaseLocation): Promise<Db> {
  return 'url' in location ? openPostgres(location.url) : openSqlite(location.file)
}

async function openPostgres(url: string): Promise<Db> {
  // Compiling a query costs it more than running it: all of ours are short.
  const pool = new pg.Pool({ connectionString: url, max: 20, options: '-c jit=off' })
  // An idle connection that the server drops would otherwise end the process; the next query gets a new one.
  pool.on('error', () => undefined)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  await migrate(db, 'postgres')
  return db
}

async function openSqlite(file: string): Promise<Db> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new DatabaseSync(file)
  // Waiting inside SQLite blocks the event loop, so only the start does it; later `ImmediateDriver` waits.
  database.exec(`
    pragma busy_timeout = 5000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
  `)
  const db = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database) })
  await migrate(db, 'sqlite')
  database.exec('pragma busy_timeout = 0')
  return db
}

async function migrate(db: Db, kind: 'sqlite' | 'postgres') {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

class NodeSqliteDialect extends SqliteDialect {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    super({ database: shapedForKysely(database) })
    this.#database = database
  }

  override createDriver() {
    return new ImmediateDriver({ database: shapedForKysely(this.#database) })
  }

  override createAdapter() {
    return new TransactionalAdapter()
  }
}

/** SQLite can roll back DDL, so that migrations run in one transaction and two first starts take turns. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl() {
    return true
  }
}

/** Takes the write lock when a transaction begins, and waits up to 5 s for another process that holds it. */
class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection) {
    const deadline = Date.now() + 5000
    for (;;) {
      try {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'))
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        if (Date.now() > deadline)
          throw new ApiError(
            'unavailable',
            'The database is busy with another task. Try again in a moment.',
            {
              cause: error,
              retryAfter: 5,
            },
          )
        await delay(20)
      }
    }
  }
}

const SQLITE_BUSY = 5

const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY

/** Kysely speaks to SQLite the way better-sqlite3 does. */
function shapedForKysely(database: DatabaseSync) {
  return {
    close: () => database.close(),
    prepare(sql: string) {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
        run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
        iterate: (parameters: readonly unknown[]) =>
          statement.iterate(...(parameters as SQLInputValue[])) as IterableIterator<unknown>,
      }
    },
  }
}
