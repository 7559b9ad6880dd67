import { readFile, writeFile } from 'node:fs/promises'
import { globSync } from 'node:fs'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { buildApp } from './server/app.ts'
import { readConfig } from './server/config.ts'
import { howToSignIn, openApi } from './server/open-api.ts'

/** Mounts the whole server inside Vite's, so that development is one process on one port. */
const server = (): Plugin => ({
  name: 'org-console-server',
  apply: 'serve',
  async configureServer(vite) {
    const config = readConfig()
    const api = await openApi(config.api)
    const app = await buildApp({ ...config, api })
    await app.ready()
    vite.config.logger.info(await howToSignIn(api))
    vite.middlewares.use((request, response, next) => {
      if (/^\/(v2(\.1)?|session|healthz|readyz)(\/|\?|$)/.test(request.url ?? ''))
        app.routing(request, response)
      else next()
    })
    vite.httpServer?.once('close', async () => {
      await app.close()
      if (api.kind === 'embedded') await api.db.destroy()
    })
  },
})

/** Writes a brotli and a gzip file beside every text file of the build. */
const compressed = (): Plugin => ({
  name: 'org-console-compressed',
  apply: 'build',
  async closeBundle() {
    const files = globSync('dist/**/*.{html,js,css,svg,json,txt,webmanifest}')
    await Promise.all(
      files.map(async (file) => {
        const content = await readFile(file)
        await writeFile(`${file}.br`, await promisify(brotliCompress)(content, brotli))
        await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
      }),
    )
  },
})
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }

export default defineConfig(({ command }) => {
  const address = command === 'serve' ? readConfig() : undefined
  return {
    plugins: [react(), tailwindcss(), server(), compressed()],
    ...(address && { server: { host: address.host, port: address.port, strictPort: true } }),
    build: {
      target: 'es2023',
      manifest: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              {
                name: 'vendor',
                test: /node_modules\/(react|react-dom|react-router|scheduler|cookie|set-cookie-parser|zod|@tanstack\/(react-query|query-core))\//,
              },
              {
                name: 'recharts',
                test: /node_modules\/(recharts|d3-|victory-vendor|@reduxjs|redux|react-redux|immer|reselect|es-toolkit|decimal\.js-light|eventemitter3)/,
              },
              {
                name: 'shared',
                test: /src\/(paths|ui\/(?!windowed|checkbox|switch)|api\/(?!outcome|sign-in)|components\/(page|query-view|search|organization-status|unsaved|member-changes|lost-writes|session-ended))|contract\//,
              },
              { name: 'forms', test: /node_modules\/(react-hook-form|@hookform)\// },
            ],
          },
        },
      },
    },
  }
})
