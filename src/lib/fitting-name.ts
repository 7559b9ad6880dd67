import { fold } from './fold.ts'

const LONGEST = 64

/**
 * What a typed name becomes under the rules of an organization's name: "Ångström B.V. (NL)" is "angstrom-b-v-nl", and
 * with a number where that is taken; empty where nothing of it is left.
 */
export function fittingName(typed: string, taken: ReadonlySet<string> = new Set()): string {
  const fitting = fold(typed)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
  for (let count = 1; ; count++) {
    const end = count === 1 ? '' : `-${count}`
    const name = fitting.slice(0, LONGEST - end.length).replace(/-$/, '')
    if (name === '' || !taken.has(name + end)) return name && name + end
  }
}
