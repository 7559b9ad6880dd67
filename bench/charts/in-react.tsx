import { useState, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts'
import type { OrganizationUsage } from '#contract/resources.ts'
import type { Active } from '../../src/charts/active.ts'
import { UsageChart } from '../../src/charts/usage-chart.tsx'
import { usageDrawing, type UsageDrawing } from '../../src/charts/usage-drawing.ts'
import { usageSeries, type UsageSeries } from '../../src/charts/usage-series.ts'
import { color, height, type Draw } from './draw.ts'

/** Our chart with a part for each project, where the console itself draws eight of them and "others". */
export const drawOurs = inReact((usage) => {
  const series = usageSeries(usage)
  const layers = series.rows
    .filter(({ kind }) => kind === 'project')
    .map(({ id, name, color, values, total = 0 }) => {
      return { id, name, rows: [id], color, values, credits: values, total }
    })
  const drawing = { ...usageDrawing(series), layers }
  return () => <Ours series={series} drawing={drawing} />
})

function Ours({ series, drawing }: { series: UsageSeries; drawing: UsageDrawing }) {
  const [active, setActive] = useState<Active>()
  return (
    <UsageChart
      series={series}
      drawing={drawing}
      interval="day"
      active={active}
      onActive={setActive}
      height={height}
    />
  )
}

/** What recharts itself draws of the same: a rectangle a bar. Its legend would make it take three times as long. */
export const drawRecharts = inReact((usage) => {
  const days = usage.data_organization.map(({ start_date }, day) => ({
    start: start_date.slice(0, 10),
    ...Object.fromEntries(
      usage.data_projects.map(({ project_id, data }) => [project_id, data[day]?.value]),
    ),
  }))
  return () => (
    <BarChart data={days} responsive style={{ width: '100%', height }}>
      <CartesianGrid vertical={false} />
      <XAxis dataKey="start" />
      <YAxis />
      <Tooltip isAnimationActive={false} />
      {usage.data_projects.map(({ project_id, project_name }, project) => (
        <Bar
          key={project_id}
          dataKey={project_id}
          name={project_name}
          stackId="credits"
          fill={color(project)}
          isAnimationActive={false}
        />
      ))}
    </BarChart>
  )
})

/** Prepares the data once and draws it inside a page that can render around it. */
function inReact(prepare: (usage: OrganizationUsage) => () => ReactNode): Draw {
  return (element, usage) => {
    const chart = prepare(usage)
    const root = createRoot(element)
    let renders = 0
    const render = () => {
      renders += 1
      const page = (
        <>
          <p>Render {renders}</p>
          {chart()}
        </>
      )
      flushSync(() => root.render(page))
    }
    render()
    return { render, remove: () => root.unmount() }
  }
}
