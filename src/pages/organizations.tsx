import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { Link } from 'react-router'
import { organizations } from '../api/queries.ts'
import { queryClient, warm } from '../api/query.ts'
import { OrganizationStatus } from '../components/organization-status.tsx'
import { Page } from '../components/page.tsx'
import { QueryView } from '../components/query-view.tsx'
import { NothingFound, SearchToolbar, useSearch } from '../components/search.tsx'
import { formatDay } from '../lib/dates.ts'
import { paths } from '../paths.ts'
import { buttonClass } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { cellClass, headClass, TableBody } from '../ui/table.tsx'

export function loader() {
  warm(queryClient.query(organizations()))
  return null
}

export function Component() {
  const list = useQuery(organizations())
  const search = useSearch()

  return (
    <Page
      title="Organizations"
      actions={
        <Link to={paths.organizationNew()} className={buttonClass('primary')}>
          <Plus size={16} aria-hidden />
          New organization
        </Link>
      }
    >
      <QueryView query={list} what="Your organizations" loading={<SkeletonRows rows={6} />}>
        {(all) => {
          if (all.length === 0)
            return (
              <Empty
                action={
                  <Link to={paths.organizationNew()} className={buttonClass('secondary')}>
                    New organization
                  </Link>
                }
              >
                You are not a member of any organization yet. Create one, or ask an admin to add
                you.
              </Empty>
            )
          const found = all.filter(({ name, id }) => search.matches(`${name} ${id}`))
          return (
            <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
              <SearchToolbar
                search={search}
                label="Search by name or id"
                shown={found.length}
                all={all.length}
                nouns={['organization', 'organizations']}
              />
              {found.length === 0 ? (
                <NothingFound onClear={() => search.set('')}>
                  {`No organization has “${search.text}” in its name or id.`}
                </NothingFound>
              ) : (
                <table className="cards w-full" aria-rowcount={found.length + 1}>
                  <caption className="sr-only">Organizations you are a member of</caption>
                  <thead>
                    <tr aria-rowindex={1}>
                      <th scope="col" className={headClass}>
                        Name
                      </th>
                      <th scope="col" className={`${headClass} w-40`}>
                        Status
                      </th>
                      <th scope="col" className={`${headClass} w-40 pr-0`}>
                        Created (UTC)
                      </th>
                    </tr>
                  </thead>
                  <TableBody
                    items={found}
                    columns={3}
                    row={(one, attributes) => (
                      <tr
                        key={one.id}
                        {...attributes}
                        className="max-sm:border-b max-sm:border-line"
                      >
                        <th
                          scope="row"
                          className={`${cellClass} text-start font-medium max-sm:border-0`}
                        >
                          <Link
                            to={paths.overview(one.name)}
                            className="block max-w-full truncate underline-offset-4 hover:underline max-sm:py-1"
                          >
                            {one.name}
                          </Link>
                        </th>
                        <td className={`${cellClass} text-quiet max-sm:border-0`}>
                          {one.status && <OrganizationStatus status={one.status} />}
                        </td>
                        <td className={`${cellClass} pr-0 text-quiet tabular-nums max-sm:border-0`}>
                          <span className="sm:hidden">Created </span>
                          {formatDay(one.creation_date.slice(0, 10))}
                        </td>
                      </tr>
                    )}
                  />
                </table>
              )}
            </div>
          )
        }}
      </QueryView>
    </Page>
  )
}
