/** The pages of errors. Few people ever see one, so they come after everything else, and before anybody may need them. */
import { lazy, Suspense, type ComponentType } from 'react'
import { Button } from '../ui/button.tsx'

const load = () => import('./error.tsx')

type Pages = Awaited<ReturnType<typeof load>>

function page<Props extends object>(pick: (pages: Pages) => ComponentType<Props>) {
  const Page = lazy(() =>
    load().then(
      (pages) => ({ default: pick(pages) }),
      (): { default: ComponentType<Props> } => ({ default: Plain }),
    ),
  )
  return function ErrorPage(props: Props) {
    return (
      <Suspense>
        <Page {...props} />
      </Suspense>
    )
  }
}

export const ErrorPage = page((pages) => pages.ErrorPage)
export const BareErrorPage = page((pages) => pages.BareErrorPage)
export const ReadErrorPage = page((pages) => pages.ReadErrorPage)
export const NotFound = page((pages) => pages.NotFound)

/** What tells of an error later may be out of reach by then. */
export const loadErrorPages = () => load().catch(() => undefined)

/** Where not even that came: there is no connection, which is said beside it, or another version. */
function Plain() {
  return (
    <div className="grid justify-items-start gap-4 p-4">
      <h1 tabIndex={-1} className="text-xl font-semibold">
        This page could not be loaded
      </h1>
      <p>A part of it did not come from the server.</p>
      <Button variant="primary" onClick={() => location.reload()}>
        Try again
      </Button>
    </div>
  )
}
