/** What has come of the reads of many organizations, for a screen that puts them together. */
import type { DataTag, QueryKey } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { ApiError } from '#contract/errors.ts'
import { hashOf, isAwaited, type Many } from './many.ts'
import { queryClient } from './query.ts'

const cache = queryClient.getQueryCache()

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
  const state = cache.get<Data, ApiError>(hashOf(queryKey))?.state
  const error = state?.error && !isAwaited(state.error) ? state.error : undefined
  return { data: state?.data, error, at: state?.dataUpdatedAt ?? 0 }
}

/** Milliseconds, and a part of all: what takes long to put together is put together seldom. */
const PAUSE = 150
const LONG_PAUSE = 10_000
const TICK = 1000
const MUCH = 1 / 10

type Listen = (many: Pick<Many, 'subscribe' | 'state'>, tell: () => void) => () => void

/**
 * Calls `tell` when more has come, until the returned function is called: soon for the first, for so large a part of what
 * is wanted and where nothing more comes for now, and otherwise after so many milliseconds.
 */
const listener =
  (much: number, longest: number): Listen =>
  (many, tell) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let due = Infinity
    let told = 0
    const ended = () => {
      const { read, failed, refused } = many.state().rows.anywhere
      return read + failed + refused
    }
    const isMuch = () => {
      const { status, rows } = many.state()
      const more = ended() - told
      return status !== 'reading' || told === 0 || more >= rows.anywhere.all * much
    }
    const stop = many.subscribe(() => {
      // What is read once more, or belongs to another range, is still to come.
      told = Math.min(told, ended())
      const pause = isMuch() ? PAUSE : longest
      if (Date.now() + pause >= due) return
      clearTimeout(timer)
      due = Date.now() + pause
      timer = setTimeout(() => {
        due = Infinity
        told = ended()
        tell()
      }, pause)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }

/** Soon for each tenth, and otherwise every ten seconds. */
export const onArrivals = listener(MUCH, LONG_PAUSE)

/** Each second in which something has come. */
export const onTicks = listener(1, TICK)

/** A number that changes when more has come: so seldom that all of it can be put together anew. */
export const useArrivals = (many: Many) => useChanges(many, onArrivals)

/** A number that changes while more comes: so often that what is shown of it seems to run. */
export const useTicks = (many: Many) => useChanges(many, onTicks)

function useChanges(many: Many, listen: Listen): number {
  const [count, setCount] = useState(0)
  useEffect(() => listen(many, () => setCount((count) => count + 1)), [many, listen])
  return count
}
