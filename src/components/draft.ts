import { useEffect, useState } from 'react'
import { useLocation, useNavigationType, useSearchParams } from 'react-router'
import * as z from 'zod/mini'
import { Day } from '#contract/resources.ts'

/**
 * Keeps what was typed in the address, by parameter; undefined leaves one out. A reload, a link and a sign-in in between
 * find the draft again.
 */
export function useDraftInAddress(values: Record<string, string | undefined>) {
  const [params, setParams] = useSearchParams()
  useEffect(() => {
    const next = new URLSearchParams(params)
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    if (next.toString() !== params.toString())
      setParams(next, { replace: true, preventScrollReset: true })
  })
}

/** A key that changes wherever another draft is opened, as by a link or Back, and not while this one is typed. */
export function useDraftKey(): number {
  const { search } = useLocation()
  const typing = useNavigationType() === 'REPLACE'
  const [seen, setSeen] = useState({ search, key: 0 })
  if (seen.search !== search) setSeen({ search, key: typing ? seen.key : seen.key + 1 })
  return seen.key
}

/** A day in the address; undefined where it is none, since a date field can't show it. */
export const dayIn = (text: string | null): string | undefined =>
  z.safeParse(Day, text).data === text ? (text ?? undefined) : undefined
