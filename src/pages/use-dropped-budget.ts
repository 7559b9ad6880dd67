import { useEffect, useRef } from 'react'
import { formatCreditsUnit } from '../lib/credits.ts'
import { toast } from '../ui/toast.tsx'
import type { UsageSearch } from './usage-search.ts'

/** Says so where another range leaves a budget behind. */
export function useDroppedBudget({ budget, range }: UsageSearch) {
  const days = `${range?.from} ${range?.to}`
  const before = useRef({ budget, days })
  useEffect(() => {
    const { budget: dropped, days: old } = before.current
    before.current = { budget, days }
    if (dropped === undefined || budget !== undefined || days === old) return
    toast.good(
      `Your budget of ${formatCreditsUnit(dropped)} was for other days. Set one for these if you need it.`,
    )
  }, [budget, days])
}
