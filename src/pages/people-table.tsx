import { ArrowDown, ArrowUp, TriangleAlert } from 'lucide-react'
import { memo, useId, useRef, type ReactNode } from 'react'
import { Link } from 'react-router'
import type { ChangeSearch } from '../components/change-search.ts'
import { formatCount } from '../lib/counts.ts'
import { paths } from '../paths.ts'
import { Badge } from '../ui/badge.tsx'
import { Popover } from '../ui/popover.tsx'
import { ROW_HEIGHT as rowHeight, Space, TableBody } from '../ui/table.tsx'
import { useWindowedGrid } from '../ui/windowed-grid.ts'
import {
  activeAdmins,
  roleOf,
  type PeopleSearch,
  type PeopleSort,
  type Person,
  type Roster,
} from './people-list.ts'

export interface PeopleTableProps {
  shown: readonly Person[]
  /** The columns. */
  rosters: readonly Roster[]
  /** In how many of them it is known who is in. */
  read: number
  /** Begins with a space; empty where all of them are known. */
  soFar: string
  search: PeopleSearch
  onSort: ChangeSearch<PeopleSearch>
  /** The address of someone in an organization. */
  linkTo: (person: Person, roster: Roster) => string
}

const nameWidth = 264
const countWidth = 92
const columnWidth = 132
/** Name, in how many, and admin of how many come before the organizations. */
const fixedColumns = 3
/** Columns and rows around those in sight, which are in the document already. */
const overscan = { columns: 4, rows: 12 }

const cell = 'border-b border-line px-3'
const sticky = 'sticky left-0 z-10 bg-surface'

/** A row a person, a column an organization; of both only those in sight are in the document. */
export function PeopleTable({
  shown,
  rosters,
  read,
  soFar,
  search,
  onSort,
  linkTo,
}: PeopleTableProps) {
  const captionId = useId()
  const region = useRef<HTMLDivElement>(null)
  const fixedWidth = 2 * countWidth
  const grid = useWindowedGrid(
    region,
    { count: shown.length, size: rowHeight, overscan: overscan.rows },
    { count: rosters.length, size: columnWidth, overscan: overscan.columns, left: fixedWidth },
  )
  const { first, end } = grid
  const heading = { search, onSort }
  return (
    <div
      ref={region}
      role="region"
      aria-labelledby={captionId}
      tabIndex={0}
      className="fades-on relative isolate max-h-[70vh] overflow-auto text-sm"
      style={{ scrollPaddingLeft: nameWidth, scrollPaddingTop: 64 }}
    >
      <table
        aria-rowcount={shown.length + 1}
        aria-colcount={rosters.length + fixedColumns}
        className="table-fixed border-separate border-spacing-0"
        style={{ width: nameWidth + fixedWidth + columnWidth * rosters.length }}
      >
        <caption id={captionId} className="sr-only">
          People and what they are in each organization
        </caption>
        <colgroup>
          <col style={{ width: nameWidth }} />
          <col span={2} style={{ width: countWidth }} />
          {grid.before > 0 && <col style={{ width: grid.before }} />}
          <col span={end - first} style={{ width: columnWidth }} />
          {grid.after > 0 && <col style={{ width: grid.after }} />}
        </colgroup>
        <thead className="sticky top-0 z-20 bg-surface text-xs text-quiet">
          <tr aria-rowindex={1}>
            <Heading {...heading} by="name" column={1} className={`${sticky} text-start`}>
              Person
            </Heading>
            <Heading {...heading} by="in" column={2} className="text-start">
              Is in{soFar && <SoFar />}
            </Heading>
            <Heading {...heading} by="admin" column={3} className="text-start">
              Admin of{soFar && <SoFar />}
            </Heading>
            {grid.before > 0 && <Blank />}
            {rosters.slice(first, end).map((roster, index) => (
              <th
                key={roster.id}
                scope="col"
                aria-colindex={first + index + fixedColumns + 1}
                className={`${cell} h-16 text-start align-bottom font-medium`}
              >
                <OrganizationHead roster={roster} />
              </th>
            ))}
            {grid.after > 0 && <Blank />}
          </tr>
        </thead>
        <tbody>
          <Space height={grid.above} />
          {shown.slice(grid.top, grid.bottom).map((person, index) => (
            <Row
              key={person.key}
              index={grid.top + index}
              {...{ person, rosters, read, first, end, linkTo }}
            />
          ))}
          <Space height={grid.below} />
        </tbody>
      </table>
    </div>
  )
}

function Heading({
  by,
  column,
  search,
  onSort,
  className,
  children,
}: {
  by: PeopleSort
  column: number
  search: PeopleSearch
  onSort: PeopleTableProps['onSort']
  className: string
  children: ReactNode
}) {
  const current = search.sort === by
  const Arrow = search.descending ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-colindex={column}
      aria-sort={current ? (search.descending ? 'descending' : 'ascending') : undefined}
      className={`${cell} align-bottom font-medium ${className}`}
    >
      <button
        type="button"
        onClick={() =>
          onSort(
            ({ sort, descending, ...latest }) => ({
              ...latest,
              sort: by,
              // The most first, and names from A.
              descending: sort === by ? !descending : by !== 'name',
            }),
            { replace: true },
          )
        }
        className="-mx-1 inline-flex min-h-8 items-center text-start gap-1 rounded px-1 hover:text-text"
      >
        <span>{children}</span>
        {current && <Arrow size={12} aria-hidden />}
      </button>
    </th>
  )
}

/** In a line of its own, so that all of them break alike. */
const SoFar = () => <span className="block">{' so far'}</span>

/** Its name, and how many can act as admins in it. */
function OrganizationHead({ roster }: { roster: Roster }) {
  const admins = activeAdmins(roster)
  return (
    <span className="grid justify-items-start gap-1 py-1.5">
      <Link
        to={paths.members(roster.name)}
        title={roster.name}
        className="block max-w-full truncate text-text underline-offset-4 hover:underline"
      >
        {roster.name}
      </Link>
      {admins === undefined ? (
        <span>{roster.failed ? 'Not read' : roster.members ? 'Partly read' : 'Being read'}</span>
      ) : admins > 1 ? (
        <span className="tabular-nums">{formatCount(admins)} admins</span>
      ) : (
        <Badge tone="warning">
          <TriangleAlert size={12} aria-hidden className="mr-1" />
          {admins === 1 ? 'Single admin' : 'No admin'}
        </Badge>
      )}
    </span>
  )
}

const Row = memo(function Row({
  person,
  index,
  rosters,
  read,
  first,
  end,
  linkTo,
}: Pick<PeopleTableProps, 'rosters' | 'read' | 'linkTo'> & {
  person: Person
  index: number
  first: number
  end: number
}) {
  return (
    <tr aria-rowindex={index + 2} className="h-12">
      <th scope="row" aria-colindex={1} className={`${cell} ${sticky} text-start font-medium`}>
        <Names person={person} />
      </th>
      <td aria-colindex={2} className={`${cell} tabular-nums`}>
        <Memberships {...{ person, rosters, read, linkTo }}>
          {formatCount(person.memberships.size)} of {formatCount(read)}
        </Memberships>
      </td>
      <td aria-colindex={3} className={`${cell} tabular-nums`}>
        {person.adminOf === 0 ? <span className="text-quiet">0</span> : formatCount(person.adminOf)}
      </td>
      {first > 0 && <Blank />}
      {rosters.slice(first, end).map((roster, column) => (
        <td
          key={roster.id}
          aria-colindex={first + column + fixedColumns + 1}
          className={`${cell} truncate`}
        >
          <Role {...{ person, roster, linkTo }} />
        </td>
      ))}
      {end < rosters.length && <Blank />}
    </tr>
  )
})

/** Two lines at most, so that all rows are of the same height. */
function Names({ person: { name, email } }: { person: Person }) {
  return (
    <span className="block">
      <span className="block truncate" title={name}>
        {name}
      </span>
      {name !== email && (
        <span className="block truncate text-xs font-normal text-quiet" title={email}>
          {email}
        </span>
      )}
    </span>
  )
}

const looks = {
  Admin: 'accent',
  Member: undefined,
  Invited: 'neutral',
  'Invited admin': 'neutral',
} as const

function Role({
  person,
  roster,
  linkTo,
}: Pick<PeopleTableProps, 'linkTo'> & { person: Person; roster: Roster }) {
  const user = person.memberships.get(roster.id)
  if (!user)
    return roster.members && !roster.members.unread ? (
      <span className="text-quiet">
        <span aria-hidden>–</span>
        <span className="sr-only">not in it</span>
      </span>
    ) : (
      <span className="text-quiet">
        {roster.members ? 'not known' : roster.failed ? 'not read' : '…'}
      </span>
    )
  const role = roleOf(user)
  const tone = looks[role]
  return (
    <Link
      to={linkTo(person, roster)}
      aria-label={`${role}: ${person.name} in ${roster.name}`}
      className="rounded-md underline-offset-4 hover:underline"
    >
      {tone ? <Badge tone={tone}>{role}</Badge> : role}
    </Link>
  )
}

/** In which organizations someone is, as a list. */
function Memberships({
  person,
  rosters,
  read,
  linkTo,
  align = 'start',
  children,
}: Pick<PeopleTableProps, 'rosters' | 'read' | 'linkTo'> & {
  person: Person
  align?: 'start' | 'end'
  children: ReactNode
}) {
  return (
    <Popover
      align={align}
      // It begins with what is seen.
      label={`in ${formatCount(person.memberships.size)} of ${formatCount(read)} admin of ${formatCount(person.adminOf)}: organizations of ${person.name}`}
      triggerClass="-mx-1 inline-flex h-8 items-center rounded px-1 underline decoration-line underline-offset-4 hover:decoration-current max-sm:h-11"
      trigger={children}
    >
      <ul className="grid gap-0.5 p-1.5 text-sm">
        {rosters
          .filter(({ id }) => person.memberships.has(id))
          .map((roster) => (
            <li key={roster.id} className="flex min-h-8 items-center gap-3 max-sm:min-h-11">
              <span className="min-w-0 flex-1 truncate" title={roster.name}>
                {roster.name}
              </span>
              <Role {...{ person, roster, linkTo }} />
            </li>
          ))}
      </ul>
    </Popover>
  )
}

/** The same on a phone: a card a person, and their organizations at a press. */
export function PeopleCards({
  shown,
  rosters,
  read,
  soFar,
  linkTo,
}: Pick<PeopleTableProps, 'shown' | 'rosters' | 'read' | 'soFar' | 'linkTo'>) {
  return (
    <table className="cards w-full" aria-rowcount={shown.length + 1}>
      <caption className="sr-only">People and in how many organizations they are</caption>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">Person</th>
          <th scope="col">Organizations</th>
        </tr>
      </thead>
      <TableBody
        items={shown}
        row={(person, attributes) => (
          <tr key={person.key} {...attributes} className="border-b border-line">
            <th scope="row" className="min-h-11 font-medium">
              <Names person={person} />
            </th>
            <td className="text-end">
              <Memberships align="end" {...{ person, rosters, read, linkTo }}>
                <span className="text-end text-sm tabular-nums">
                  in {formatCount(person.memberships.size)} of {formatCount(read)}{' '}
                  <span className="block text-xs text-quiet">
                    admin of {formatCount(person.adminOf)}
                    {soFar}
                  </span>
                </span>
              </Memberships>
            </td>
          </tr>
        )}
      />
    </table>
  )
}

/** Stands for the columns out of view. */
const Blank = () => <td aria-hidden className={cell} />
