import type { OrganizationUsage } from '#contract/resources.ts'
import { sumCredits } from '../../src/lib/credits.ts'
import { addDays } from '../../src/lib/dates.ts'

/** The usage of so many projects by day, the same at each call: all days of all projects have credits. */
export function answer(projects: number, days: number): OrganizationUsage {
  const data_projects = Array.from({ length: projects }, (_, project) => ({
    project_id: String(project),
    project_name: `project-${project + 1}`,
    data: points(days, (day) => 20 + ((project * 31 + day * 17) % 97)),
  }))
  return {
    interval: 'day',
    data_organization: points(days, (day) =>
      sumCredits(data_projects.map(({ data }) => data[day]?.value ?? 0)),
    ),
    data_projects,
    data_deleted_projects: points(days, () => 0),
  }
}

const points = (days: number, value: (day: number) => number) =>
  Array.from({ length: days }, (_, day) => ({
    start_date: `${addDays('2024-01-01', day)}T00:00:00Z`,
    end_date: `${addDays('2024-01-01', day + 1)}T00:00:00Z`,
    value: value(day),
  }))
