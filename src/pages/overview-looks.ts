/** What one saw of an organization's resources, and on the visit before. */
import * as z from 'zod/mini'

const Look = z.object({
  /** Milliseconds since 1970. */
  at: z.number(),
  counts: z.record(z.string(), z.number()),
})
type Look = z.output<typeof Look>

export const Looks = z.object({
  latest: Look,
  /** The last look of the visit before this one. */
  before: z.optional(Look),
})
type Looks = z.output<typeof Looks>

/** Looks that are no further apart are one visit, so that loading the page again takes no change away. */
const LONGEST_PAUSE = 30 * 60_000

/** What is kept after another look. One that another window has overtaken changes nothing. */
export function afterLook(kept: Looks | undefined, look: Look): Looks {
  if (kept && look.at < kept.latest.at) return kept
  return {
    latest: look,
    before: kept && look.at - kept.latest.at > LONGEST_PAUSE ? kept.latest : kept?.before,
  }
}

/** How much a count has changed since the visit before; undefined where one of both isn't known. */
export function changeOf({ latest, before }: Looks, kind: string): number | undefined {
  const [now, then] = [latest.counts[kind], before?.counts[kind]]
  return now === undefined || then === undefined ? undefined : now - then
}
