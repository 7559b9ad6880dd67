import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import * as z from 'zod/mini'
import { ApiError } from '#contract/errors.ts'
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
  const refuse = ({ kind }: ApiError, name: string) => {
    if (kind === 'conflict') setRefused((before) => [...before, name])
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

/** The same error at the name: a server may refuse one that others have without saying so, and nothing else conflicts. */
export function useAtName(error: ApiError | null): ApiError | null {
  return useMemo(() => {
    if (error?.kind !== 'conflict' || Object.keys(error.fields).length > 0) return error
    const { kind, message, status } = error
    return new ApiError(kind, message, { status, fields: { name: message } })
  }, [error])
}
