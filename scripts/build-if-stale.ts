/** Builds the app when dist/ is missing or older than anything it is made from. */
import { globSync, statSync } from 'node:fs'
import { build } from 'vite'

const sources = [
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  ...globSync('{src,contract,public}/**/*'),
]
const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

if (sources.some((path) => changed(path) > changed('dist/index.html'))) {
  console.log('Building the app…')
  await build({ logLevel: 'warn' })
}
