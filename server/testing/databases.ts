import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openDatabase } from '../db/open.ts'
import type { Db } from '../db/schema.ts'
import { query } from './postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The throwaway PostgreSQL of this run, where one is installed. */
    postgresUrl: string | undefined
  }
}

export interface TestDatabase {
  db: Db
  /** What a server of its own process has in its environment to use it, too. */
  environment: { DATA_DIR: string } | { DATABASE_URL: string }
  close(): Promise<void>
}

/** A function for each kind of database at hand that opens a fresh one: migrated, empty, and gone when it is closed. */
export function testDatabases(): { kind: string; open: () => Promise<TestDatabase> }[] {
  const server = inject('postgresUrl')
  return [
    { kind: 'SQLite', open: openFile },
    ...(server ? [{ kind: 'PostgreSQL', open: () => openOn(server) }] : []),
  ]
}

async function openFile(): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-sqlite-'))
  const db = await openDatabase({ file: join(folder, 'org-console.sqlite') })
  return {
    db,
    environment: { DATA_DIR: folder },
    async close() {
      await db.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function openOn(server: string): Promise<TestDatabase> {
  const url = new URL(server)
  url.pathname = `test_${randomUUID().replaceAll('-', '')}`
  const name = url.pathname.slice(1)
  await query(server, `create database ${name}`)
  const db = await openDatabase({ url: url.href })
  return {
    db,
    environment: { DATABASE_URL: url.href },
    async close() {
      await db.destroy()
      await query(server, `drop database ${name} with (force)`)
    },
  }
}
