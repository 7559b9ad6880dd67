import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/**
 * Serves the built app from the folder `dist`: compressed at build time, hashed assets for good, and index.html for
 * every address that is a page's.
 */
export async function spa(app: FastifyInstance, dist: string) {
  await app.register(fastifyStatic, {
    root: dist,
    preCompressed: true,
    cacheControl: false,
    // The build's own notes.
    dotfiles: 'ignore',
    setHeaders(reply, path) {
      reply.header(
        'cache-control',
        path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
    },
  })
}

/** Whether a request that no route took is for a page of the app: an address without a file's ending, unless in a name. */
export const isPage = (method: string, url: string) =>
  (method === 'GET' || method === 'HEAD') &&
  !/^\/(v2(\.1)?|session|assets)(\/|$)/.test(url) &&
  (url.startsWith('/organizations/') || !/\.\w+$/.test(url.split('?')[0] ?? ''))
