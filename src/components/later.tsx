/** What no screen needs in order to stand. It comes after it; where it doesn't come, nothing of it is shown. */
import { lazy, Suspense, type ComponentType } from 'react'

function later(load: () => Promise<{ default: ComponentType }>) {
  const Part = lazy<ComponentType>(() => load().catch(() => ({ default: () => null })))
  return function Later() {
    return (
      <Suspense>
        <Part />
      </Suspense>
    )
  }
}

export const Floating = later(() => import('./floating.tsx'))
export const Waiting = later(() => import('./waiting.tsx'))
