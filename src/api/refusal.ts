import type { ApiError, ErrorKind } from '#contract/errors.ts'
import { asSentence } from '../lib/sentence.ts'
import { queryClient } from './query.ts'
import { session } from './session.ts'

const meanings: Partial<Record<ErrorKind, string>> = {
  forbidden: 'Your rights or your token do not allow it. Ask an admin of the organization.',
  not_found: 'It is gone, or you may not see it. Load the page again.',
  conflict:
    'Something that is there stands against it, such as another of that name. Change what you ask for, or try again later.',
}

/**
 * Why a write was refused, as sentences. An API may say no more than what kind of refusal it is; then it is added what
 * that means, and what can be done. The console's own API says so itself. `notAllowed` stands in where no admin can
 * help.
 */
export function refusalOf({ kind, message }: ApiError, notAllowed?: string): string {
  const meaning = (kind === 'forbidden' && notAllowed) || meanings[kind]
  const isOwn = queryClient.getQueryData(session().queryKey)?.server.kind === 'own'
  return meaning && !isOwn ? `${asSentence(message)} ${meaning}` : asSentence(message)
}
