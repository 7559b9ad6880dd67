interface Named {
  name?: string | null | undefined
  surname?: string | null | undefined
}

/** Name and surname; empty for someone who was invited and has none yet. */
export const fullName = ({ name, surname }: Named) => [name, surname].filter(Boolean).join(' ')

/** What someone is called on the screen: the name, or else the e-mail. */
export const displayName = (person: Named & { email: string }) => fullName(person) || person.email

/** A server's word as a word on the screen: "active" is "Active". */
export const capitalized = (word: string) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
