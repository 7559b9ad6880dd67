import { dirname, join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { chromium, type Page } from 'playwright'
import { build, preview } from 'vite'
import { findBrowser } from '../../scripts/browser.ts'

/** Opens a page of 1,280 by 720 pixels in the browser of the end-to-end tests, for as long as `use` takes. */
export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    // Chromium's own sandbox refuses to run as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    return await use(await browser.newPage({ viewport: { width: 1280, height: 720 } }))
  } finally {
    await browser.close()
  }
}

/** Builds the page `html` (a path in the project) for production beside the app, and serves it for as long as `use` takes. */
export async function withBuilt<T>(html: string, use: (url: string) => Promise<T>): Promise<T> {
  const outDir = join('test-results', dirname(html))
  // The app's own settings would start its server and write into dist/.
  const shared = { configFile: false, publicDir: false, logLevel: 'error' } as const
  await build({
    ...shared,
    plugins: [react(), tailwindcss()],
    build: { outDir, emptyOutDir: true, target: 'es2023', rolldownOptions: { input: html } },
  })
  const server = await preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1' } })
  try {
    return await use(new URL(html, server.resolvedUrls?.local[0]).href)
  } finally {
    await server.close()
  }
}
