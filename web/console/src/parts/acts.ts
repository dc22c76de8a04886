// What can be done with what is shown right now, for the command palette: each page says so while it is there.
import { useEffect, useRef } from 'react'

export interface Act {
  words: string
  run(): void
}

const offered = new Set<Act>()

/** Offers an act for as long as the caller is shown; nothing if it has no words. */
export function useAct(words: string | undefined, run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (words === undefined) return
    const act = { words, run: () => latest.current() }
    offered.add(act)
    return () => {
      offered.delete(act)
    }
  }, [words])
}

/** In the order in which they came. */
export const actsHere = (): readonly Act[] => [...offered]
