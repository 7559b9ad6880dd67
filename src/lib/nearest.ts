import { fold } from './fold.ts'

const MOST = 3

/** The names that somebody may have meant, the likeliest first: nearly the same, or one within the other. */
export function nearest(asked: string, names: string[]): string[] {
  const wanted = fold(asked)
  if (wanted === '') return []
  return names
    .map((name) => ({ name, score: scoreOf(wanted, fold(name)) }))
    .filter(({ score }) => score < Infinity)
    .toSorted((a, b) => a.score - b.score)
    .slice(0, MOST)
    .map(({ name }) => name)
}

/** A part of less than three characters is in too many names to mean anything. */
const SHORTEST_PART = 3

/** The keys between two names, or none where they have nothing to do with each other. */
function scoreOf(asked: string, name: string): number {
  const distance = keysBetween(asked, name)
  const shorter = asked.length < name.length ? asked : name
  const longer = shorter === asked ? name : asked
  const isPart = shorter.length >= SHORTEST_PART && longer.includes(shorter)
  return isPart || distance <= Math.ceil(asked.length / 4) ? distance : Infinity
}

/** How many keys turn one text into the other: one more, one less, another one, or two the other way round. */
function keysBetween(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const next = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      next[column] = Math.min(
        (next[column - 1] ?? 0) + 1,
        (last[column] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped && row > 1 ? (before[column - 2] ?? 0) + 1 : Infinity,
      )
    }
    before = last
    last = next
  }
  return last[to.length] ?? 0
}
