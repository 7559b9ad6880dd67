import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import * as z from 'zod/mini'
import type { ApiError } from '#contract/errors.ts'
import { organizations } from '../api/queries.ts'

const none: [] = []

/**
 * The names that one's own organizations have, but for one that is to be renamed; with those that were found taken here
 * and its own, the names that are no use. Which others there are only the server knows.
 */
export function useTakenNames(renamed?: string) {
  const { data = none } = useQuery(organizations())
  const [refused, setRefused] = useState<readonly string[]>([])
  const own: ReadonlySet<string> = useMemo(
    () => new Set(data.filter(({ id }) => id !== renamed).map(({ name }) => name)),
    [data, renamed],
  )
  const taken: ReadonlySet<string> = useMemo(
    () => new Set([...data.map(({ name }) => name), ...refused]),
    [data, refused],
  )
  // Only where it is said to be the name's: something else may stand against it.
  const refuse = ({ kind, fields }: ApiError, name: string) => {
    if (kind === 'conflict' && fields['name']) setRefused((before) => [...before, name])
  }
  return { own, taken, refuse }
}

export const ownName = 'You already have an organization of this name. Choose another one.'

/** Refuses these names. */
export const notOwn = (own: ReadonlySet<string>) =>
  z.refine<{ name: string }>(({ name }) => !own.has(name), {
    path: ['name'],
    abort: true,
    error: ownName,
  })
