/** What the organizations list costs over the wire: fails above the budgets. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'

const budgets = { JavaScript: 130, CSS: 8 } as const

interface Chunk {
  file: string
  imports?: string[]
  css?: string[]
}

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Record<
  string,
  Chunk
>

/** A chunk and all it imports before it can run. */
function needed(entry: string, files = new Set<string>()): Set<string> {
  const chunk = manifest[entry]
  if (!chunk) throw new Error(`The build has no chunk for ${entry}.`)
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file)
  for (const next of chunk.imports ?? [])
    if (!files.has(manifest[next]?.file ?? '')) needed(next, files)
  return files
}

const compressedKiB = (file: string) => {
  const path = `dist/${file}.br`
  return statSync(existsSync(path) ? path : `dist/${file}`).size / 1024
}

const files = [...needed('index.html'), ...needed('src/pages/organizations.tsx')]
const unique = [...new Set(files)].map((file) => ({ file, size: compressedKiB(file) }))
for (const [kind, ending] of [
  ['JavaScript', '.js'],
  ['CSS', '.css'],
] as const) {
  const parts = unique.filter(({ file }) => file.endsWith(ending))
  const total = parts.reduce((sum, { size }) => sum + size, 0)
  for (const { file, size } of parts)
    console.log(`  ${size.toFixed(1).padStart(6)} KiB  ${basename(file)}`)
  const verdict = total <= budgets[kind] ? 'within' : 'ABOVE'
  console.log(
    `${kind} for the organizations list: ${total.toFixed(1)} KiB brotli, ${verdict} ${budgets[kind]}.`,
  )
  if (total > budgets[kind]) process.exitCode = 1
}
