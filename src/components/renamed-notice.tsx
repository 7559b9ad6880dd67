import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useLocation } from 'react-router'
import { organizations } from '../api/queries.ts'
import { rememberFormerName } from '../lib/former-names.ts'
import { renamedPath } from '../paths.ts'
import { useUnfinished } from './unsaved.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'

/** The form may be longer than the screen. */
function showNow(element: HTMLElement | null) {
  element?.scrollIntoView({ block: 'nearest' })
}

type Pressed = 'rename' | 'change'

/** Whether one went on here to press it again. */
export const usePressedBefore = (pressed: Pressed): boolean => useLocation().state === pressed

function takeFocus(element: HTMLElement | null) {
  element?.focus()
}

/** A change has found no organization of this name any more: where it is now, and a way there that takes the draft along. */
export function RenamedNotice({
  organization,
  id,
  pressed,
  onMoved,
}: {
  organization: string
  id: string
  /** What was asked for, whose button has the focus there. */
  pressed: Pressed
  /** It says, or says no longer, where it is now. */
  onMoved: (moved: boolean) => void
}) {
  const { pathname, search } = useLocation()
  const list = useQuery(organizations())
  const name = list.data?.find((one) => one.id === id)?.name
  const there =
    name === undefined || name === organization
      ? undefined
      : renamedPath(pathname, organization, name)
  // Nobody is led away from what it says.
  useUnfinished(true)
  useEffect(() => {
    if (there === undefined) return
    onMoved(true)
    return () => onMoved(false)
  }, [there, onMoved])
  return (
    <div key={there} ref={showNow}>
      {there === undefined ? gone() : moved(there)}
    </div>
  )

  function moved(there: string) {
    return (
      <Notice
        tone="danger"
        action={
          <Link
            ref={takeFocus}
            to={there + search}
            state={pressed}
            // The focus says what to show.
            preventScrollReset
            onClick={() => rememberFormerName(organization, id)}
            className={buttonClass()}
          >
            Go on there
          </Link>
        }
      >
        Nothing was changed: {organization} is called <strong>{name}</strong> now, since someone
        renamed it meanwhile. What you typed goes along
        {pressed === 'rename' ? ', but the new name is to be typed again there.' : '.'}
      </Notice>
    )
  }

  function gone() {
    return (
      <Notice tone="danger">
        Nothing was changed: there is no organization called {organization} any more, or you have no
        access to it.{' '}
        {list.isFetching
          ? 'Finding out whether it has another name.'
          : list.isError
            ? 'Whether it has another name could not be read.'
            : 'Among your organizations it has no other name.'}
      </Notice>
    )
  }
}
