import { useMutation } from '@tanstack/react-query'
import { signOut } from '../api/session.ts'
import { sendRemovals } from '../components/member-changes.ts'
import { paths } from '../paths.ts'
import { toast } from '../ui/toast.tsx'

/** Signs out and leads to sign-in, and from there to `next`. */
export const useLeave = (next?: string) =>
  useMutation({
    mutationFn: signOutAfterRemovals,
    // A whole page load, so that nothing of this session stays in memory; until then nothing is read again.
    onSuccess: () => {
      location.assign(paths.signIn(next))
      return new Promise<never>(() => {})
    },
    onError: (error) =>
      toast.danger(
        error.kind === 'unknown_outcome'
          ? 'No answer came, so you may still be signed in. Sign out again.'
          : `You are still signed in. ${error.message}`,
      ),
  })

/** What was asked for already is done first, while there still is a session to do it in. */
async function signOutAfterRemovals() {
  const [failure] = await sendRemovals()
  if (failure) throw failure
  await signOut()
}
