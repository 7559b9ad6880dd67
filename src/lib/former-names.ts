/**
 * What organizations were called before, kept in this browser: a former name leads to an id, and whoever is signed in
 * finds among their own organizations what that id is called now. So nothing leads a person anywhere they may not go.
 */
const key = (name: string) => `former-name ${name}`

export const rememberFormerName = (name: string, id: string) => localStorage.setItem(key(name), id)

/** The id of the organization that once had this name. */
export const formerlyCalled = (name: string) => localStorage.getItem(key(name)) ?? undefined
