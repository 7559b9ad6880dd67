import { useState, useSyncExternalStore } from 'react'
import { useArrivals } from '../api/many-results.ts'
import type { Many } from '../api/many.ts'
import { organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { formatInstant } from '../lib/dates.ts'
import { Button } from '../ui/button.tsx'

/**
 * How old the oldest of what is shown of many organizations is, and how all of it is read again: by itself none of it is,
 * or a screen that stays open would ask without end. Until something has come its place is empty;
 * where nothing came there is none.
 */
export function AsOf({ many }: { many: Many }) {
  // Not at each of thousands of answers: what comes is newer.
  useArrivals(many)
  const at = many.oldest()
  const status = useSyncExternalStore(many.subscribe, () => many.state().status)
  const isOver = useSyncExternalStore(many.subscribe, () => {
    const { status, rows } = many.state()
    return status === 'resting' && rows.anywhere.all + rows['on screen'].all > 0
  })
  const [asked, setAsked] = useState(false)
  const reading = asked && (status === 'reading' || status === 'pausing')
  if (asked !== reading) setAsked(reading)
  if (at === undefined && isOver) return null
  return (
    <p
      className={`flex flex-wrap items-center gap-x-1 text-sm text-quiet tabular-nums ${at === undefined ? 'invisible' : ''}`}
    >
      As of {at !== undefined && formatInstant(at)}
      <Button
        variant="quiet"
        pending={reading}
        onClick={() => {
          many.readAgain()
          setAsked(true)
          // Which organizations there are, as well.
          void queryClient.invalidateQueries({ queryKey: organizations().queryKey })
        }}
      >
        Read again
      </Button>
    </p>
  )
}
