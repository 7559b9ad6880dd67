import { organizations } from '../api/queries.ts'
import { queryClient } from '../api/query.ts'
import { toast } from '../ui/toast.tsx'

/** What takes the last offer away, by the organization's id. */
const offers = new Map<string, () => void>()

/** An earlier change can't be taken back from under a later one: its Undo would bring back what was changed since. */
export function withdrawUndo(id: string) {
  offers.get(id)?.()
  offers.delete(id)
}

/** Says what was done to an organization, and offers to take it back until something else is done to it. */
export function offerUndo(id: string, said: string, undo: () => void) {
  withdrawUndo(id)
  offers.set(id, toast.good(said, { label: 'Undo', onPress: undo }))
}

/** What it is called now, since someone may have renamed it; undefined where it isn't among one's own any more. */
export async function nameOf(id: string): Promise<string | undefined> {
  const all = await queryClient.query({ ...organizations(), staleTime: 0 })
  return all.find((one) => one.id === id)?.name
}
