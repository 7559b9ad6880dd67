import { Waiting } from '../components/later.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** The frame of a page, while the first one loads. */
export function Opening() {
  return (
    <div role="status" aria-label="Loading">
      <div className="border-b border-line">
        <div className="mx-auto flex h-12 max-w-[1280px] items-center px-4 sm:px-6">
          <Skeleton className="size-6" />
        </div>
      </div>
      <Waiting />
    </div>
  )
}
