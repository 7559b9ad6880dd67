/** What screens cost over the wire: fails above the budgets. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'

/** The chunks that a screen loads of itself, and the most KiB of each kind that it may take. */
const screens = [
  {
    name: 'the organizations list',
    chunks: ['src/pages/organizations.tsx'],
    budgets: { JavaScript: 142, CSS: 8.5 },
  },
  {
    name: 'the usage',
    chunks: ['src/layouts/organization.tsx', 'src/pages/usage.tsx', 'src/charts/usage-chart.tsx'],
    budgets: { JavaScript: 232, CSS: 8.5 },
  },
]

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

for (const { name, chunks, budgets } of screens) {
  const files = new Set(['index.html', ...chunks].flatMap((chunk) => [...needed(chunk)]))
  const sizes = [...files].map((file) => ({ file, size: compressedKiB(file) }))
  for (const [kind, ending] of [
    ['JavaScript', '.js'],
    ['CSS', '.css'],
  ] as const) {
    const parts = sizes.filter(({ file }) => file.endsWith(ending))
    const total = parts.reduce((sum, { size }) => sum + size, 0)
    for (const { file, size } of parts)
      console.log(`  ${size.toFixed(1).padStart(6)} KiB  ${basename(file)}`)
    const verdict = total <= budgets[kind] ? 'within' : 'ABOVE'
    console.log(`${kind} for ${name}: ${total.toFixed(1)} KiB brotli, ${verdict} ${budgets[kind]}.`)
    if (total > budgets[kind]) process.exitCode = 1
  }
}
