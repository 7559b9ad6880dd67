import { fileURLToPath } from 'node:url'
import { buildApp } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { howToSignIn, openApi } from './open-api.ts'

try {
  await run(readConfig())
} catch (error) {
  console.error(sentence(error))
  process.exitCode = 1
}

async function run(config: Config) {
  const api = await openApi(config.api)
  const app = await buildApp({
    ...config,
    api,
    dist: fileURLToPath(new URL('../dist', import.meta.url)),
  })
  const stop = async () => {
    await app.close()
    if (api.kind === 'embedded') await api.db.destroy()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop())

  await app.listen({ host: config.host, port: config.port }).catch(async (error) => {
    await stop()
    throw error
  })
  console.log(`Org Console: ${config.publicUrl}\n${await howToSignIn(api)}`)
}

/** What a person can do something about is said in a sentence; all else is ours, and comes with its trace. */
function sentence(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (!(error instanceof Error)) return String(error)
  if (!('code' in error)) return error.stack ?? error.message
  return error.code === 'EADDRINUSE'
    ? `${error.message}: something else listens there. Stop it, or set PORT to another number.`
    : `The server can't start: ${error.message || error.code}. Check DATABASE_URL or DATA_DIR, HOST and PORT.`
}
