import type { OrganizationUsage } from '#contract/resources.ts'

/** Draws an answer into an empty element of the page, at once or in the frames that follow. */
export type Draw = (
  element: HTMLElement,
  usage: OrganizationUsage,
) => {
  /** Renders the page around the chart again; the chart's data keeps its identity. */
  render: () => void
  remove: () => void
}

/** Of each chart, in pixels. */
export const height = 320

/** Of a project's bars, where they don't have the colours of the console. */
export const color = (project: number) => `hsl(${(project * 137) % 360} 50% 50%)`
