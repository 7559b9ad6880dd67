interface Named {
  name?: string | null | undefined
  surname?: string | null | undefined
}

/** What turns words round or can't be seen, apart from what joins letters and emoji or only breaks a line. */
const HIDDEN = /(?!\s|\u200c|\u200d|\u2068|\u2069)[\p{Cc}\p{Cf}]/gu
const FROM_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** A text in which everything can be seen: in place of a right-to-left override stands [U+202E]. */
export const visible = (text: string) =>
  text.replace(
    HIDDEN,
    (sign) => `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )

/** A name inside a sentence, which it can't turn round: one written from the right keeps that to itself. */
export function asName(name: string): string {
  const text = visible(name.replaceAll(/[\u2068\u2069]/g, ''))
  return FROM_RIGHT.test(text) ? `\u2068${text}\u2069` : text
}

/** Name and surname; empty for someone who was invited and has none yet. */
export const fullName = ({ name, surname }: Named) =>
  asName([name, surname].filter(Boolean).join(' '))

/** What someone is called on the screen: the name, or else the e-mail. */
export const displayName = (person: Named & { email: string }) =>
  fullName(person) || asName(person.email)

/** A server's word as words on the screen: "pending_deletion" is "Pending deletion". */
export const capitalized = (word: string) =>
  `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`.replaceAll('_', ' ')
