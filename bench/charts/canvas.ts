import type { OrganizationUsage } from '#contract/resources.ts'
import { niceTicks } from '../../src/charts/nice-ticks.ts'
import { color, height, type Draw } from './draw.ts'

const inset = { top: 8, right: 8, bottom: 28, left: 48 }
const plotHeight = height - inset.top - inset.bottom

/** The least that such a chart can cost: rectangles on a canvas, and two elements that follow the pointer. */
export const drawCanvas: Draw = (element, usage) => {
  const surface = document.createElement('canvas')
  surface.width = element.clientWidth
  surface.height = height
  const band = absolute({ top: `${inset.top}px`, height: `${plotHeight}px`, background: '#8888' })
  const tooltip = absolute({ top: `${inset.top}px`, whiteSpace: 'pre', background: 'white' })
  element.style.position = 'relative'
  element.append(surface, band, tooltip)

  const bucket = (surface.width - inset.left - inset.right) / usage.data_organization.length
  draw(surface, bucket, usage)
  band.style.width = `${bucket}px`
  element.addEventListener('pointermove', ({ offsetX }) => {
    const day = Math.floor((offsetX - inset.left) / bucket)
    const left = inset.left + day * bucket
    band.style.left = `${left}px`
    tooltip.style.left = `${left + 16}px`
    tooltip.textContent = words(day, usage)
  })
  return { render: () => {}, remove: () => element.replaceChildren() }
}

function absolute(style: Partial<CSSStyleDeclaration>): HTMLElement {
  const element = document.createElement('div')
  Object.assign(element.style, { position: 'absolute', pointerEvents: 'none', ...style })
  return element
}

function draw(
  surface: HTMLCanvasElement,
  bucket: number,
  { data_organization, data_projects }: OrganizationUsage,
) {
  const context = surface.getContext('2d')
  if (!context) throw new Error('This browser has no canvas.')
  const ticks = niceTicks(Math.max(...data_organization.map(({ value }) => value)))
  const top = ticks.at(-1) ?? 1
  const y = (credits: number) => Math.round(inset.top + plotHeight * (1 - credits / top))
  const x = (day: number) => Math.round(inset.left + day * bucket)

  context.font = '12px sans-serif'
  for (const tick of ticks) {
    context.fillText(String(tick), 8, y(tick) + 4)
    context.fillRect(inset.left, y(tick), surface.width - inset.left - inset.right, 1)
  }
  const every = Math.ceil(80 / bucket)
  for (const [day, { start_date }] of data_organization.entries())
    if (day % every === 0) context.fillText(start_date.slice(0, 10), x(day), height - 8)

  const ends = data_organization.map(() => 0)
  for (const [project, { data }] of data_projects.entries()) {
    context.fillStyle = color(project)
    for (const [day, { value }] of data.entries()) {
      const from = ends[day] ?? 0
      ends[day] = from + value
      context.fillRect(x(day), y(from), x(day + 1) - x(day), y(from + value) - y(from))
    }
  }
}

const words = (day: number, { data_organization, data_projects }: OrganizationUsage) =>
  [
    data_organization[day]?.start_date.slice(0, 10),
    ...data_projects.slice(0, 8).map((project) => {
      return `${project.project_name} ${project.data[day]?.value}`
    }),
  ].join('\n')
