import { useEffect, useState } from 'react'

const secondsUntil = (instant: number) => Math.max(0, Math.ceil((instant - Date.now()) / 1000))

/** Seconds until an instant (milliseconds since 1970), counting down. A screen reader isn't told each of them. */
export function Seconds({ until }: { until: number }) {
  const [seconds, setSeconds] = useState(() => secondsUntil(until))
  useEffect(() => {
    const tick = () => setSeconds(secondsUntil(until))
    tick()
    const timer = setInterval(tick, 250)
    return () => clearInterval(timer)
  }, [until])
  return (
    <span aria-hidden className="whitespace-nowrap tabular-nums">
      {seconds} s
    </span>
  )
}
