import { fileURLToPath } from 'node:url'
import { buildApp, type AppOptions } from './app.ts'
import { ConfigError, readConfig, type Config } from './config.ts'
import { openApi } from './open-api.ts'

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
  console.log(`Org Console: ${config.publicUrl}\n${howToSignIn(api)}`)
}

function howToSignIn(api: AppOptions['api']): string {
  if (api.kind === 'upstream') return `Sign in with your personal API token of ${api.host}.`
  const token = "Sign in with a token made by 'npm run admin -- token you@example.com'"
  return api.sample ? `${token}, or press "Explore the sample organizations".` : `${token}.`
}

function sentence(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: something else listens there. Stop it, or set PORT to another number.`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
