import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import {
  Kysely,
  PostgresDialect,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
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
  const db = new Kysely<Schema>({
    dialect: {
      createDriver: () => new SqlitePool(file),
      createAdapter: () => new SqlitePoolAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
  })
  await migrate(db, 'sqlite')
  return db
}

async function migrate(db: Db, kind: 'sqlite' | 'postgres') {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(kind) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

class SqlitePoolAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }

  /** SQLite can roll back DDL, so that migrations run in one transaction and two first starts take turns. */
  override get supportsTransactionalDdl() {
    return true
  }
}

/**
 * Several connections to one file, so that no read stands behind a write: in WAL mode a read never waits for one.
 * Writes take turns, and the first in the row waits for other processes.
 */
class SqlitePool implements Driver {
  /** A statement runs at once, so only statements between two ticks and transactions have a connection at a time. */
  static readonly #MOST = 16
  readonly #file: string
  readonly #open: DatabaseSync[] = []
  readonly #idle: DatabaseSync[] = []
  readonly #waiting: ((database: DatabaseSync) => void)[] = []
  /** Resolves when the last write in the row has ended. */
  #writes: Promise<void> = Promise.resolve()

  constructor(file: string) {
    this.#file = file
  }

  async init() {}

  async acquireConnection() {
    return new SqliteConnection(this)
  }

  async releaseConnection(connection: SqliteConnection) {
    await connection.release()
  }

  async take(): Promise<DatabaseSync> {
    const idle = this.#idle.pop()
    if (idle) return idle
    if (this.#open.length === SqlitePool.#MOST)
      return new Promise((resolve) => this.#waiting.push(resolve))
    const database = openFile(this.#file)
    this.#open.push(database)
    return database
  }

  give(database: DatabaseSync) {
    const next = this.#waiting.shift()
    if (next) next(database)
    else this.#idle.push(database)
  }

  async beginTransaction(connection: SqliteConnection) {
    const asked = Date.now()
    const before = this.#writes
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#writes = promise
    await before
    try {
      await connection.run('begin immediate', [], asked)
      connection.endWrite = resolve
    } catch (error) {
      resolve()
      throw error
    }
  }

  async commitTransaction(connection: SqliteConnection) {
    await connection.run('commit')
    connection.endWrite()
  }

  async rollbackTransaction(connection: SqliteConnection) {
    await connection.run('rollback').finally(connection.endWrite)
  }

  async destroy() {
    for (const database of this.#open) database.close()
  }
}

function openFile(file: string): DatabaseSync {
  const database = new DatabaseSync(file)
  // Waiting inside SQLite blocks the event loop: only becoming a WAL file needs it, once; later `run` waits.
  database.exec(`
    pragma busy_timeout = 5000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    pragma foreign_keys = on;
    pragma busy_timeout = 0;
  `)
  return database
}

/** What Kysely holds. From its first statement on it has a database of the pool: a write that waits its turn has none. */
class SqliteConnection implements DatabaseConnection {
  endWrite = () => {}
  readonly #pool: SqlitePool
  #database: Promise<DatabaseSync> | undefined

  constructor(pool: SqlitePool) {
    this.#pool = pool
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    return this.run(sql, parameters as SQLInputValue[])
  }

  /** Waits while another process has the lock, until five seconds after the work was asked for. */
  async run<Row>(
    sql: string,
    parameters: SQLInputValue[] = [],
    asked = Date.now(),
  ): Promise<QueryResult<Row>> {
    const database = await (this.#database ??= this.#pool.take())
    for (;;) {
      try {
        const statement = database.prepare(sql)
        if (statement.columns().length > 0) return { rows: statement.all(...parameters) as Row[] }
        return { numAffectedRows: BigInt(statement.run(...parameters).changes), rows: [] }
      } catch (error) {
        if (!isBusy(error)) throw error
        if (Date.now() > asked + 5000)
          throw new ApiError(
            'unavailable',
            'The database is busy with another task. Try again in a moment.',
            { cause: error, retryAfter: 5 },
          )
        await delay(20)
      }
    }
  }

  async release() {
    if (this.#database) this.#pool.give(await this.#database)
  }

  streamQuery(): never {
    throw new Error('Nothing here streams rows from SQLite.')
  }
}

const SQLITE_BUSY = 5

/** The low byte of an extended code is its kind. */
const isBusy = (error: unknown) =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
