/** Text as people search it: without case, accents and widths. Upper case first, which makes two letters of "ß". */
export const fold = (text: string) =>
  text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase().toLowerCase()

/** Whether every word of the search is somewhere in the text: "kumar zoe" finds "Zoë Kumar". */
export function matcher(search: string): (text: string) => boolean {
  const matches = foldedMatcher(search)
  return (text) => matches(fold(text))
}

/** The same for texts that are folded already, as where thousands are searched at every key. */
export function foldedMatcher(search: string): (folded: string) => boolean {
  const words = fold(search).split(/\s+/).filter(Boolean)
  return (folded) => words.every((word) => folded.includes(word))
}
