import type { ApiError, ErrorKind } from '#contract/errors.ts'
import { asSentence } from '../lib/sentence.ts'
import { queryClient } from './query.ts'
import { session } from './session.ts'

/** What a refusal means, and what can be done, by its kind. */
export type Meanings = Partial<Record<ErrorKind, string>>

const meanings: Meanings = {
  forbidden: 'Your rights or your token do not allow it. Ask an admin of the organization.',
  not_found: 'It is gone, or you may not see it. Load the page again.',
  conflict:
    'Something stands in its way, such as another of that name or a change that is under way. Change what you ask for, or try again later.',
}

/**
 * Why a write was refused, as sentences. An API may say no more than what kind of refusal it is; then it is added what
 * that means, and what can be done. The console's own API says so itself. `here` is what it means where that is
 * something else.
 */
export function refusalOf({ kind, message }: ApiError, here: Meanings = {}): string {
  const meaning = here[kind] ?? meanings[kind]
  const isOwn = queryClient.getQueryData(session().queryKey)?.server.kind === 'own'
  return meaning && !isOwn ? `${asSentence(message)} ${meaning}` : asSentence(message)
}
