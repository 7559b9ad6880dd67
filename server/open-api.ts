import type { AppOptions } from './app.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/open.ts'
import { ensureSample, hasSample } from './db/sample.ts'

/** What the app is to talk to; the embedded API's database is open, with its sample where it should have one. */
export async function openApi(api: Config['api']): Promise<AppOptions['api']> {
  if (api.kind === 'upstream') return api
  const db = await openDatabase(api.location)
  if (api.sample) await ensureSample(db)
  return { kind: 'embedded', db, sample: api.sample }
}

/** The line that the start prints below the address. */
export async function howToSignIn(api: AppOptions['api']): Promise<string> {
  if (api.kind === 'upstream')
    return api.ownToken
      ? `No sign-in is asked: UBIOPS_API_TOKEN speaks for whoever uses it on this machine, at ${api.host}.`
      : `Sign in with your personal API token of ${api.host}.`
  const token = "Sign in with a token made by 'npm run admin -- token you@example.com'"
  return api.sample && (await hasSample(api.db))
    ? `${token}, or press "Explore the sample organizations".`
    : `${token}.`
}
