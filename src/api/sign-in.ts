import { ApiError } from '#contract/errors.ts'
import {
  getSession,
  signIn as beginSession,
  signInToSample as beginSampleSession,
} from '#contract/session.ts'
import { tellOtherWindows } from '../lib/other-windows.ts'
import { inTurn } from './session.ts'

/** Begins a session, in every window; where no answer came it is looked up whether that was done. */
const begin =
  <Given>(call: (given: Given) => Promise<unknown>) =>
  (given: Given) =>
    inTurn('exclusive', async () => {
      try {
        await call(given)
      } catch (error) {
        if (!(error instanceof ApiError && error.kind === 'unknown_outcome')) throw error
        const { signed_in } = await getSession()
        if (!signed_in)
          throw new ApiError(
            'unavailable',
            'No answer came, so it was looked up: you are not signed in. Try again.',
          )
      }
      tellOtherWindows('new session')
    })

export const signIn = begin(beginSession)
export const signInToSample = begin<void>(beginSampleSession)
