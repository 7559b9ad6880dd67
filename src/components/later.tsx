/** What no screen needs in order to stand. It comes after it; where it doesn't come, nothing of it is shown. */
import { lazy, Suspense, type ComponentType } from 'react'

function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  const Part = lazy(() =>
    load().catch((): { default: ComponentType<Props> } => ({ default: () => null })),
  )
  return function Later(props: Props) {
    return (
      <Suspense>
        <Part {...props} />
      </Suspense>
    )
  }
}

export const Floating = later(() => import('./floating.tsx'))
export const MissingParts = later(() => import('./missing-parts.tsx'))
export const UnknownAnswer = later(() => import('./unknown-answer.tsx'))
export const Waiting = later(() => import('./waiting.tsx'))
