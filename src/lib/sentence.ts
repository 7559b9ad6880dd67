import type { ApiError } from '#contract/errors.ts'
import { visible } from './names.ts'

/** A server's words as a sentence that another one can follow. */
export const asSentence = (text: string) => visible(/[.!?…:]$/.test(text) ? text : `${text}.`)

/** Why a read failed, as a sentence. What an API says of its limit and of its rest is short, and made for programs. */
export const whyOf = ({ kind, status, message }: ApiError) =>
  kind === 'rate_limited'
    ? 'The API takes only so many calls a minute.'
    : `${status === 503 ? 'The API is not available now: ' : ''}${asSentence(message)}`
