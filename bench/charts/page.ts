import '../../src/styles.css'
import { paintTime, watchPointer } from '../lib/frames.ts'
import { answer } from './answer.ts'
import { drawCanvas } from './canvas.ts'
import type { Draw } from './draw.ts'
import { drawOurs, drawRecharts } from './in-react.tsx'
import { readLarge } from './large.ts'

const drawings = { ours: drawOurs, recharts: drawRecharts, canvas: drawCanvas } satisfies Record<
  string,
  Draw
>
export type Name = keyof typeof drawings

declare global {
  interface Window {
    mount: typeof mount
    readLarge: typeof readLarge
  }
}
window.mount = mount
window.readLarge = readLarge

export type Mounted = Awaited<ReturnType<typeof mount>>

/** Draws the usage of so many projects on so many days. Times are in milliseconds. */
async function mount(name: Name, projects: number, days: number) {
  const usage = answer(projects, days)
  const element = document.createElement('div')
  document.body.replaceChildren(element)
  const painted = await paintTime(element, () => drawings[name](element, usage))
  return {
    /** From the answer until the chart was painted. */
    paint: painted.time,
    /** From a render of the page around the chart until that was painted. */
    renderAround: async () => (await paintTime(element, painted.result.render)).time,
    watchPointer: () => watchPointer(element),
    remove: painted.result.remove,
  }
}
