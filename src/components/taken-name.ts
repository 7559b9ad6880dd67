import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import * as z from 'zod/mini'
import type { ApiError } from '#contract/errors.ts'
import { organizations } from '../api/queries.ts'

/**
 * The names that one's own organizations have, and with them those that were found taken here; which others there are
 * only the server knows.
 */
export function useTakenNames() {
  const { data } = useQuery(organizations())
  const [refused, setRefused] = useState<readonly string[]>([])
  const own: ReadonlySet<string> = useMemo(() => new Set(data?.map(({ name }) => name)), [data])
  const taken: ReadonlySet<string> = useMemo(() => new Set([...own, ...refused]), [own, refused])
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
