/**
 * What organizations were called before, kept in this browser: a former name leads to an id, and whoever is signed in
 * finds among their own organizations what that id is called now. So nothing leads a person anywhere they may not go.
 */
import * as z from 'zod/mini'
import { recall, remember } from './memory.ts'

export const rememberFormerName = (name: string, id: string) => remember(id, 'former name', name)

/** The id of the organization that once had this name. */
export const formerlyCalled = (name: string) => recall(z.string(), 'former name', name)
