/** Other windows of this browser share the session, so they are told where it begins and ends. */

/** How a session ended: by a press, after twelve hours, because the API refused its token, or nobody knows how. */
export type Ended = 'signed out' | 'session expired' | 'token refused' | 'session ended'
type Message = 'send removals' | 'new session' | Ended

const channel = new BroadcastChannel('org-console')
const REMOVALS = 'org-console-removals'

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has none
export const tellOtherWindows = (message: Message) => channel.postMessage(message)

export function onOtherWindows(handle: (message: Message) => void) {
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => handle(data))
}

/** Says to other windows that a removal waits here, until the returned function is called. */
export function announceRemoval(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>()
  // Without TLS a browser has no locks, and others don't wait.
  void navigator.locks?.request(REMOVALS, { mode: 'shared' }, () => promise)
  return resolve
}

/** Resolves once no window has a removal that waits; one that never answers holds nobody up for long. */
export async function removalsElsewhere(): Promise<void> {
  await navigator.locks
    ?.request(REMOVALS, { signal: AbortSignal.timeout(10_000) }, () => undefined)
    .catch(() => undefined)
}
