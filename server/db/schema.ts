import type { Kysely } from 'kysely'

/**
 * Every table, in the common subset of SQLite and PostgreSQL: days are `YYYY-MM-DD`, instants RFC 3339 in UTC with
 * microseconds, booleans 0 or 1, credits whole micro-credits (a millionth of a credit).
 */
export interface Schema {
  organizations: {
    id: string
    name: string
    creation_date: string
    /** 1 where the sample data made it, so that it can be taken away again. */
    sample: number
  }
  /** The subscriptions of an organization: from its start day each one replaces the one before. */
  subscriptions: {
    organization_id: string
    start_date: string
    end_date: string | null
    plan: string
  }
  users: {
    id: string
    email: string
    /** The e-mail in lower case: addresses are compared without case. */
    email_key: string
    name: string
    surname: string
    status: 'active' | 'pending'
    /** 1 where this person may change subscriptions. */
    operator: number
    sample: number
  }
  memberships: { organization_id: string; user_id: string; admin: number }
  /** A token itself is never kept, only its SHA-256 as hex. */
  tokens: {
    id: string
    user_id: string
    hash: string
    created_at: string
    expires_at: string | null
  }
  projects: {
    organization_id: string
    id: string
    name: string
    /** The first day on which the project no longer existed. */
    deleted_on: string | null
  }
  usage_days: {
    organization_id: string
    date: string
    project_id: string
    micro_credits: number
  }
  /** Facts about this database, such as that its sample data was made. */
  settings: { name: string; value: string }
}

/** The database, or a transaction on it. */
export type Db = Kysely<Schema>

/** A credit in the database's unit. */
export const MICRO = 1_000_000
