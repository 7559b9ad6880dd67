import { useSyncExternalStore } from 'react'

/** The same as Tailwind's `max-sm`. */
const phone = matchMedia('(width < 640px)')
const subscribe = (listener: () => void) => {
  phone.addEventListener('change', listener)
  return () => phone.removeEventListener('change', listener)
}

/** Whether the window is as narrow as a phone's, for what is built in another way there. */
export const usePhone = () => useSyncExternalStore(subscribe, () => phone.matches)
