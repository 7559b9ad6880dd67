/** Grey in the place and of the size of what comes. Where there are hundreds they stand `still`, or each is a layer. */
export function Skeleton({ className, still = false }: { className: string; still?: boolean }) {
  return (
    <span
      aria-hidden
      className={`block rounded-md bg-line ${still ? '' : 'animate-pulse'} ${className}`}
    />
  )
}

export function SkeletonRows({ rows }: { rows: number }) {
  return (
    <div
      role="status"
      aria-label="Loading"
      className="grid grid-cols-[minmax(0,1fr)] divide-y divide-line border-y border-line"
    >
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-12 items-center gap-6">
          <Skeleton className="h-4 w-56" />
          <Skeleton className="h-4 w-24" />
        </div>
      ))}
    </div>
  )
}
