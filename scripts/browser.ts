/** Finds the browser of the end-to-end tests: Playwright's own, else one on the machine. As a command it installs one. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'

export const findBrowser = (): string | undefined =>
  [
    chromium.executablePath(),
    // Two thirds of the work of the whole browser, and what Playwright itself takes by default.
    '/usr/bin/chromium-headless-shell',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ].find((path) => existsSync(path))

if (import.meta.main && !findBrowser()) {
  console.log('No browser was found for the end-to-end tests; installing one…')
  spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' })
  if (!findBrowser()) {
    console.error(
      'The end-to-end tests need a Chromium: install one (on Debian: apt-get install chromium-headless-shell) and run this again.',
    )
    process.exitCode = 1
  }
}
