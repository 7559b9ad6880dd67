import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'

/** One PostgreSQL for the whole run. On CI it must be there, so that it can't silently stop being tested. */
export default async function setup(project: TestProject) {
  const postgres = await startPostgres()
  if (!postgres) {
    const message = 'PostgreSQL is not installed, so the tests run on SQLite only.'
    if (process.env['CI']) throw new Error(message)
    console.log(message)
  }
  project.provide('postgresUrl', postgres?.url)
  return () => postgres?.stop()
}
