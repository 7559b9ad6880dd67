import { useEffect, useState } from 'react'

/** The time until an instant (milliseconds since 1970), in whole seconds: "in 3 s", and "now" from then on. */
export function Countdown({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 200)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return (
    <span role="timer" className="whitespace-nowrap tabular-nums">
      {seconds > 0 ? `in ${seconds} s` : 'now'}
    </span>
  )
}
