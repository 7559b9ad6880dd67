/** The Organizations API v2.1 as one table of data, and every type that follows from it. */
import * as z from 'zod/mini'
import * as r from './resources.ts'

/** One row of the table: everything about a call that isn't code. */
export interface Operation {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the API's address; `:name` is a path parameter. */
  path: `/${string}`
  /** Who may call it: anyone, anyone signed in, a member of the organization, or an admin of it. */
  access: 'public' | 'user' | 'member' | 'admin'
  /** The status of success. */
  status: 200 | 201 | 204
  query?: z.ZodMiniObject
  body?: z.core.$ZodObject
  /** What our server sends. */
  sends: z.core.$ZodType
  /** What the browser accepts from any server. */
  reads: z.core.$ZodType
}

const organization = '/organizations/:organization_name'

/** The whole API by operation name; routes, gateway, client, queries and permissions follow from it. */
export const operations = {
  organizations_list: {
    method: 'GET',
    path: '/organizations',
    access: 'user',
    status: 200,
    sends: z.array(r.Organization),
    reads: r.rows(r.ReadOrganization),
  },
  organizations_create: {
    method: 'POST',
    path: '/organizations',
    access: 'user',
    status: 201,
    body: r.OrganizationCreate,
    sends: r.Organization,
    reads: r.ReadOrganization,
  },
  organizations_get: {
    method: 'GET',
    path: organization,
    access: 'member',
    status: 200,
    sends: r.OrganizationDetail,
    reads: r.ReadOrganizationDetail,
  },
  organizations_update: {
    method: 'PATCH',
    path: organization,
    access: 'admin',
    status: 200,
    body: r.OrganizationUpdate,
    sends: r.OrganizationDetail,
    reads: r.ReadOrganizationDetail,
  },
  organizations_resource_usage: {
    method: 'GET',
    path: `${organization}/resources`,
    access: 'member',
    status: 200,
    sends: r.ResourceUsage,
    reads: r.ReadResourceUsage,
  },
  organizations_usage_get: {
    method: 'GET',
    path: `${organization}/usage`,
    access: 'member',
    status: 200,
    query: r.UsageQuery,
    sends: r.OrganizationUsage,
    reads: r.ReadOrganizationUsage,
  },
  organization_users_list: {
    method: 'GET',
    path: `${organization}/users`,
    access: 'member',
    status: 200,
    sends: z.array(r.OrganizationUser),
    reads: r.rows(r.ReadOrganizationUser),
  },
  organization_users_create: {
    method: 'POST',
    path: `${organization}/users`,
    access: 'admin',
    status: 201,
    body: r.UserCreate,
    sends: r.OrganizationUser,
    reads: r.ReadOrganizationUser,
  },
  organization_users_get: {
    method: 'GET',
    path: `${organization}/users/:user_id`,
    access: 'admin',
    status: 200,
    sends: r.OrganizationUser,
    reads: r.ReadOrganizationUser,
  },
  organization_users_update: {
    method: 'PATCH',
    path: `${organization}/users/:user_id`,
    access: 'admin',
    status: 200,
    body: r.UserUpdate,
    sends: r.OrganizationUser,
    reads: r.ReadOrganizationUser,
  },
  organization_users_delete: {
    method: 'DELETE',
    path: `${organization}/users/:user_id`,
    access: 'admin',
    status: 204,
    sends: z.void(),
    // Whatever a server says about someone who is gone.
    reads: z.pipe(
      z.unknown(),
      z.transform(() => undefined),
    ),
  },
  user: {
    method: 'GET',
    path: '/user',
    access: 'user',
    status: 200,
    sends: r.CurrentUser,
    reads: r.ReadCurrentUser,
  },
  status: {
    method: 'GET',
    path: '/status',
    access: 'public',
    status: 200,
    sends: r.ServiceStatus,
    reads: r.ServiceStatus,
  },
} as const satisfies Record<string, Operation>

type Operations = typeof operations
/** The API's own name of an operation. */
export type OperationId = keyof Operations
/** All of them, in the order of the table. */
export const operationIds = Object.keys(operations) as OperationId[]

/** The operations that only read. */
export type QueryId = {
  [Id in OperationId]: Operations[Id]['method'] extends 'GET' ? Id : never
}[OperationId]

/** The operations that write. */
export type MutationId = Exclude<OperationId, QueryId>

type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

type Params<Id extends OperationId> = [ParamNames<Operations[Id]['path']>] extends [never]
  ? unknown
  : { params: Record<ParamNames<Operations[Id]['path']>, string> }

/** What a caller gives: path parameters, query and body, whichever the operation has. */
export type Input<Id extends OperationId> = Params<Id> &
  (Operations[Id] extends { query: infer Query } ? { query?: z.input<Query> } : unknown) &
  (Operations[Id] extends { body: infer Body } ? { body: z.input<Body> } : unknown)

/** The same on the handler's side: checked, with defaults applied. */
export type ParsedInput<Id extends OperationId> = Params<Id> &
  (Operations[Id] extends { query: infer Query } ? { query: z.output<Query> } : unknown) &
  (Operations[Id] extends { body: infer Body } ? { body: z.output<Body> } : unknown)

/** What a caller gets from any server. */
export type Output<Id extends OperationId> = z.output<Operations[Id]['reads']>

/** What our own server answers. */
export type Sent<Id extends OperationId> = z.input<Operations[Id]['sends']>

/** The whole API. Every call rejects with an `ApiError`, or with the signal's reason once it is aborted. */
export type Api = {
  [Id in OperationId]: (input: Input<Id>, signal?: AbortSignal) => Promise<Output<Id>>
}

/** The path of one call, its parameters percent-encoded with nothing left safe, as the official clients do. */
export function pathOf(path: string, params: Record<string, string> = {}): string {
  return path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}
