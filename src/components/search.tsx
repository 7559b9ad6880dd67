import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { formatShown } from '../lib/counts.ts'
import { matcher } from '../lib/fold.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { SearchInput } from '../ui/field.tsx'

/** A list's search, kept in the address as `q`. */
export function useSearch() {
  const [params, setParams] = useSearchParams()
  const text = params.get('q') ?? ''
  const set = (next: string) =>
    setParams(next ? { q: next } : {}, { replace: true, preventScrollReset: true })
  return { text, matches: matcher(text), set }
}

type Search = Pick<ReturnType<typeof useSearch>, 'text' | 'set'>

/** The field, how many are shown of how many, and what else narrows the list. */
export function SearchToolbar({
  search,
  label,
  shown,
  all,
  nouns,
  children,
}: {
  search: Search
  label: string
  shown: number
  all: number
  /** One and many, as in "1 member" and "2 members". */
  nouns: readonly [string, string]
  children?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-center gap-3">
      <SearchInput label={label} value={search.text} onSearch={search.set} />
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
