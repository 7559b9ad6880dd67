/** Parts of the app that could not be loaded: when another version stands on the server, this one's are gone. */
import { connectionLost, isReachable } from './api/connection.ts'

const gone = new WeakSet<Error>()

export const noteGoneChunks = () =>
  addEventListener('vite:preloadError', ({ payload }) => {
    gone.add(payload)
  })

export const isGone = (error: unknown): error is Error => error instanceof Error && gone.has(error)

const KEY = 'loaded-again-for'

/**
 * Loads the page again, which brings the version that stands on the server; once for each part, so that it never goes
 * round in circles. Resolves with what comes of it.
 */
export async function loadAgain({ message }: Error): Promise<'loads again' | 'lost' | 'stays'> {
  if (!(await isReachable())) {
    void connectionLost()
    return 'lost'
  }
  if (!isFirst(message)) return 'stays'
  location.reload()
  return 'loads again'
}

function isFirst(part: string): boolean {
  try {
    if (sessionStorage.getItem(KEY) === part) return false
    sessionStorage.setItem(KEY, part)
    return true
  } catch {
    // What can't be remembered might never end.
    return false
  }
}
