import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { ApiError } from '#contract/errors.ts'
import { organizations } from '../api/queries.ts'

/** Says that another of one's own organizations has this name; whether someone else's has only the server knows. */
export function useOwnName(name: string, except?: string): string | undefined {
  const { data = [] } = useQuery(organizations())
  return name !== except && data.some((one) => one.name === name)
    ? `You already have an organization called ${name}. Choose another name.`
    : undefined
}

/** The same error at the name: a server may refuse one that others have without saying so, and nothing else conflicts. */
export function useAtName(error: ApiError | null): ApiError | null {
  return useMemo(() => {
    if (error?.kind !== 'conflict' || Object.keys(error.fields).length > 0) return error
    const { kind, message, status } = error
    return new ApiError(kind, message, { status, fields: { name: message } })
  }, [error])
}
