/** Runs the benchmarks that are named, or all; fails when one exceeds a budget. */
import { print } from '../bench/lib/report.ts'

const benches = {
  charts: () => import('../bench/charts.ts'),
  members: () => import('../bench/members.ts'),
  organizations: () => import('../bench/organizations.ts'),
}

const isBench = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name)

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(benches)
for (const name of names) {
  if (isBench(name)) {
    const { run } = await benches[name]()
    if (!print(await run())) process.exitCode = 1
  } else {
    console.error(`There is no benchmark "${name}", only: ${Object.keys(benches).join(', ')}.`)
    process.exitCode = 1
  }
}
