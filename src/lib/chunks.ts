/** Columns come and go by so many, so that most steps of a scroll change nothing. */
export const chunk = 8

/** Of `count` columns those in sight and at least `overscan` more on either side, as their indices. */
export function wholeChunks({
  startIndex,
  endIndex,
  overscan,
  count,
}: Record<'startIndex' | 'endIndex' | 'overscan' | 'count', number>): number[] {
  const first = Math.max(0, Math.floor((startIndex - overscan) / chunk) * chunk)
  const end = Math.min(count, Math.ceil((endIndex + overscan + 1) / chunk) * chunk)
  return Array.from({ length: end - first }, (_, index) => first + index)
}
