/** The console server's own calls, at `/session`: who is signed in to what. They are not part of the API. */
import * as z from 'zod/mini'
import { fetchJson, read } from './client.ts'

const tokenSentence = 'Paste your API token.'

/** Sealed, a longer one would not fit into a cookie: browsers keep at most 4,096 characters of its name and value. */
const LONGEST_TOKEN = 2_900

/** A token, accepted with or without the word "Token" before it; parses to the bare token. */
export const Token = z.pipe(
  z.string({ error: tokenSentence }),
  z.transform((text, context) => {
    const token = text.trim().replace(/^Token(?:\s+|$)/i, '')
    if (token === '') context.issues.push({ code: 'custom', message: tokenSentence, input: text })
    else if (!/^[\x21-\x7e]+$/.test(token))
      context.issues.push({
        code: 'custom',
        message: 'A token has no spaces or special characters. Copy it again, whole.',
        input: text,
      })
    else if (token.length > LONGEST_TOKEN)
      context.issues.push({
        code: 'custom',
        message: `This token has ${token.length} characters, and a browser can keep one of at most ${LONGEST_TOKEN}. Check that it is the token alone.`,
        input: text,
      })
    return token
  }),
)

/** The body of POST /session. */
export const SignIn = z.object({ token: Token }, { error: tokenSentence })

/** What the console answers about itself and about who looks at it. */
export const Session = z.object({
  signed_in: z.boolean(),
  /** What this console talks to: its own API, or another one. */
  server: z.object({ kind: z.enum(['own', 'upstream']), name: z.string() }),
  /** Whether the console was started with a token of its own, which then speaks for whoever didn't sign in. */
  own_token: z.boolean(),
  /** Whether one press signs in as the administrator of the sample organizations. */
  sample_sign_in: z.boolean(),
  /** Ids of the sample organizations among those of the person who is signed in. */
  sample_organizations: z.array(z.string()),
})
export type Session = z.output<typeof Session>

/** GET /session. Also renews the cookie's twelve hours. */
export const getSession = async (signal?: AbortSignal): Promise<Session> =>
  read(Session, await fetchJson('/session', { method: 'GET', signal }))

/** POST /session. Throws `unauthenticated` where the API doesn't know the token, `forbidden` where it may not list organizations. */
export const signIn = async (body: z.input<typeof SignIn>): Promise<Session> =>
  read(Session, await fetchJson('/session', { method: 'POST', body }))

/** POST /session/sample. Throws `not_found` where the server offers no sample organizations. */
export const signInToSample = async (): Promise<Session> =>
  read(Session, await fetchJson('/session/sample', { method: 'POST' }))

/** DELETE /session. */
export const signOut = async (): Promise<void> => {
  await fetchJson('/session', { method: 'DELETE' })
}
