/** What has come of the reads of many organizations, for a screen that puts them together. */
import type { DataTag, QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { isAwaited, type Many } from './many.ts'
import { queryClient } from './query.ts'

export interface Result<Data> {
  /** Undefined until it is there. */
  data: Data | undefined
  /** Why it could not be read, or read again; undefined where it will be tried again by itself. */
  error: ApiError | undefined
  /** When the server gave it, in milliseconds since 1970. */
  at: number
}

/** What the cache has of one read. */
export function resultOf<Data>({
  queryKey,
}: {
  queryKey: DataTag<QueryKey, Data, ApiError>
}): Result<Data> {
  const state = queryClient.getQueryState<Data, ApiError>(queryKey)
  const error = state?.error && !isAwaited(state.error) ? state.error : undefined
  return { data: state?.data, error, at: state?.dataUpdatedAt ?? 0 }
}

/** Milliseconds, at least and for each organization: putting a thousand together takes a while itself. */
const PAUSE = 150
const PAUSE_EACH = 2

/** A number that changes when more has come of so many organizations, some times a second at most. */
export function useArrivals(many: Many, organizations: number): number {
  const [count, setCount] = useState(0)
  const pause = Math.max(PAUSE, PAUSE_EACH * organizations)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      setCount((count) => count + 1)
    }
    const stop = many.subscribe(() => {
      if (timer === undefined) timer = setTimeout(tell, pause)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [many, pause])
  return count
}
