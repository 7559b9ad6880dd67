import type { ReactNode } from 'react'
import { formatShown } from '../lib/counts.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchInput } from '../ui/field.tsx'

interface Search {
  text: string
  set: (text: string) => void
}

/** The field, how many are shown of how many, and what else narrows the list. */
export function SearchToolbar({
  search,
  label,
  shown,
  all,
  nouns,
  onEnter,
  children,
}: {
  search: Search
  label: string
  shown: number
  all: number
  /** One and many, as in "1 member" and "2 members". */
  nouns: readonly [string, string]
  /** With what stands in the field, which the address may have yet to follow. */
  onEnter?: (text: string) => void
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchInput
        label={label}
        value={search.text}
        onSearch={search.set}
        onKeyDown={({ key, currentTarget }) => key === 'Enter' && onEnter?.(currentTarget.value)}
      />
      {children}
      <p role="status" className="text-sm text-quiet tabular-nums">
        {formatShown(shown, all, ...nouns)}
      </p>
    </div>
  )
}

export function NothingFound({ onClear, children }: { onClear: () => void; children: string }) {
  return <Empty action={<Button onClick={onClear}>Clear the search</Button>}>{children}</Empty>
}
