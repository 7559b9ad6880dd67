import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from './open.ts'

/** A database, and another process's hold on its file. */
async function locked() {
  const folder = mkdtempSync(join(tmpdir(), 'org-console-open-'))
  const file = join(folder, 'test.sqlite')
  const db = await openDatabase({ file })
  const other = new DatabaseSync(file)
  other.exec('begin immediate')
  onTestFinished(async () => {
    other.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const write = (name: string) =>
    db
      .transaction()
      .execute((transaction) =>
        transaction.insertInto('settings').values({ name, value: '' }).execute(),
      )
  const names = async () =>
    (await db.selectFrom('settings').select('name').orderBy('name').execute()).map(
      ({ name }) => name,
    )
  return { db, other, write, names }
}

describe('while another process writes to the SQLite file', () => {
  test('reads answer, and many writes wait in order until it is done', async () => {
    const { other, write, names } = await locked()
    const done: string[] = []
    const all = Array.from({ length: 100 }, (_, number) => `w${100 + number}`)
    const writes = all.map((name) => write(name).then(() => done.push(name)))
    expect(await names()).toEqual([])
    expect(await Promise.all([names(), names()])).toEqual([[], []])
    expect(done).toEqual([])
    other.exec('commit')
    await Promise.all(writes)
    expect(done).toEqual(all)
    expect(await names()).toEqual(all)
  })

  test('writes give up together, five seconds after they were asked for', async () => {
    const { other, write, names } = await locked()
    const start = Date.now()
    const failures = await Promise.all(
      ['a', 'b', 'c'].map((name) => write(name).catch((error: unknown) => error)),
    )
    for (const failure of failures)
      expect(failure).toMatchObject({ kind: 'unavailable', retryAfter: 5 })
    expect(Date.now() - start).toBeGreaterThanOrEqual(5_000)
    expect(Date.now() - start).toBeLessThan(6_000)
    other.exec('commit')
    await write('d')
    expect(await names()).toEqual(['d'])
  })

  test('a statement outside a transaction waits, too', async () => {
    const { db, other, names } = await locked()
    const written = db.insertInto('settings').values({ name: 'a', value: '' }).execute()
    expect(await names()).toEqual([])
    other.exec('commit')
    await written
    expect(await names()).toEqual(['a'])
  })
})

describe('within one process on SQLite', () => {
  test('a read does not wait for a transaction, and sees nothing of it before its end', async () => {
    const { other, write, names, db } = await locked()
    other.exec('commit')
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('settings').values({ name: 'a', value: '' }).execute()
      expect(await names()).toEqual([])
    })
    await expect(write('a')).rejects.toThrow(/UNIQUE/)
    expect(await names()).toEqual(['a'])
    await write('b')
  })

  test('more reads at once than there are connections all answer', async () => {
    const { names } = await locked()
    const answers = await Promise.all(Array.from({ length: 300 }, names))
    expect(answers).toEqual(answers.map(() => []))
  })
})
