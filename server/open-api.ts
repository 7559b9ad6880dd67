import type { AppOptions } from './app.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/open.ts'
import { isLoopback } from './loopback.ts'
import { ensureSample, hasSample } from './db/sample.ts'

/** What the app is to talk to; the embedded API's database is open, with its sample where it should have one. */
export async function openApi(api: Config['api']): Promise<AppOptions['api']> {
  if (api.kind === 'upstream') return api
  const db = await openDatabase(api.location)
  if (api.sample) await ensureSample(db)
  return { kind: 'embedded', db, sample: api.sample }
}

/** What the start prints below the address. */
export async function howToSignIn(api: AppOptions['api']): Promise<string> {
  if (api.kind === 'upstream') {
    const { protocol, hostname } = new URL(api.host)
    const warning =
      protocol === 'http:' && !isLoopback(hostname)
        ? '\nWARNING: tokens go there in plain http and can be read on the way. Give its https:// address if it has one.'
        : ''
    return api.ownToken
      ? `No sign-in is asked: UBIOPS_API_TOKEN speaks for whoever uses it on this machine, at ${api.host}.${warning}`
      : `Sign in with your personal API token of ${api.host}.${warning}`
  }
  const token = "Sign in with a token made by 'npm run admin -- token you@example.com'"
  return api.sample && (await hasSample(api.db))
    ? `${token}, or press "Explore the sample organizations".`
    : `${token}.`
}
