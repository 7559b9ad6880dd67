import { useCallback, useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'

/** Changes what is asked of a screen, from what was chosen last. The promise is that of the address. */
export type ChangeSearch<Search> = (
  next: (latest: Search) => Search,
  options?: { replace: boolean },
) => Promise<void> | void

/** Changes the address. What was chosen last counts, also while the address has yet to follow. */
export function useChangeSearch<Search>(
  search: Search,
  linkTo: (search: Search) => string,
): ChangeSearch<Search> {
  const navigate = useNavigate()
  const latest = useRef(search)
  useEffect(() => {
    latest.current = search
  }, [search])
  return useCallback(
    (next, options) => {
      latest.current = next(latest.current)
      return navigate(linkTo(latest.current), { preventScrollReset: true, ...options })
    },
    [navigate, linkTo],
  )
}
