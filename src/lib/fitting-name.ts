import { fold } from './fold.ts'

const LONGEST = 64

/** What a typed name becomes under the rules of an organization's name: "Ångström B.V. (NL)" is "angstrom-b-v-nl"; empty where nothing of it is left. */
export const fittingName = (typed: string): string =>
  fold(typed)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '')
