import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The two databases that the migrations are for. */
export type DatabaseKind = 'sqlite' | 'postgres'

/** Every migration by name, in order. One that was released is never edited. */
export function migrations(kind: DatabaseKind): Record<string, Migration> {
  // Both databases then compare and sort text by its code points.
  const text = kind === 'postgres' ? sql`text collate "C"` : sql`text`
  const clustered = kind === 'sqlite' ? sql`without rowid` : sql``

  return {
    '0001_organizations': {
      async up(db: Kysely<unknown>) {
        await db.schema
          .createTable('organizations')
          .addColumn('id', text, (c) => c.primaryKey())
          .addColumn('name', text, (c) => c.notNull().unique())
          .addColumn('creation_date', text, (c) => c.notNull())
          .addColumn('sample', 'integer', (c) => c.notNull().defaultTo(0))
          .execute()
        await db.schema
          .createTable('subscriptions')
          .addColumn('organization_id', text, (c) =>
            c.notNull().references('organizations.id').onDelete('cascade'),
          )
          .addColumn('start_date', text, (c) => c.notNull())
          .addColumn('end_date', text)
          .addColumn('plan', text, (c) => c.notNull())
          .addPrimaryKeyConstraint('subscriptions_key', ['organization_id', 'start_date'])
          .execute()
        await db.schema
          .createTable('users')
          .addColumn('id', text, (c) => c.primaryKey())
          .addColumn('email', text, (c) => c.notNull())
          .addColumn('email_key', text, (c) => c.notNull().unique())
          .addColumn('name', text, (c) => c.notNull())
          .addColumn('surname', text, (c) => c.notNull())
          .addColumn('status', text, (c) => c.notNull())
          .addColumn('operator', 'integer', (c) => c.notNull().defaultTo(0))
          .addColumn('sample', 'integer', (c) => c.notNull().defaultTo(0))
          .execute()
        await db.schema
          .createTable('memberships')
          .addColumn('organization_id', text, (c) =>
            c.notNull().references('organizations.id').onDelete('cascade'),
          )
          .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
          .addColumn('admin', 'integer', (c) => c.notNull())
          .addPrimaryKeyConstraint('memberships_key', ['organization_id', 'user_id'])
          .execute()
        await db.schema
          .createIndex('memberships_by_user')
          .on('memberships')
          .columns(['user_id', 'organization_id'])
          .execute()
        await db.schema
          .createTable('tokens')
          .addColumn('id', text, (c) => c.primaryKey())
          .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
          .addColumn('hash', text, (c) => c.notNull().unique())
          .addColumn('created_at', text, (c) => c.notNull())
          .addColumn('expires_at', text)
          .execute()
        await db.schema
          .createTable('projects')
          .addColumn('organization_id', text, (c) =>
            c.notNull().references('organizations.id').onDelete('cascade'),
          )
          .addColumn('id', text, (c) => c.notNull())
          .addColumn('name', text, (c) => c.notNull())
          .addColumn('deleted_on', text)
          .addPrimaryKeyConstraint('projects_key', ['organization_id', 'id'])
          .addUniqueConstraint('projects_name', ['organization_id', 'name'])
          .execute()
        // Keyed by organization and day first, so that one range of one organization lies together.
        await db.schema
          .createTable('usage_days')
          .addColumn('organization_id', text, (c) => c.notNull())
          .addColumn('date', text, (c) => c.notNull())
          .addColumn('project_id', text, (c) => c.notNull())
          .addColumn('micro_credits', 'bigint', (c) => c.notNull())
          .addPrimaryKeyConstraint('usage_days_key', ['organization_id', 'date', 'project_id'])
          .addForeignKeyConstraint(
            'usage_days_project',
            ['organization_id', 'project_id'],
            'projects',
            ['organization_id', 'id'],
            (c) => c.onDelete('cascade'),
          )
          .modifyEnd(clustered)
          .execute()
        await db.schema
          .createTable('settings')
          .addColumn('name', text, (c) => c.primaryKey())
          .addColumn('value', text, (c) => c.notNull())
          .execute()
      },
    },
  }
}
