// Where somebody was lately. Only in the memory of this page: names of files and cases are not left in a browser.
import { useEffect } from 'react'

export interface Place {
  kind: 'case' | 'file'
  words: string
  to: string
}

const MOST = 8
let places: Place[] = []

/** Remembers a place once its words are known; the newest first. */
export function useRecent(kind: Place['kind'], words: string | undefined, to: string): void {
  useEffect(() => {
    if (words === undefined) return
    places = [{ kind, words, to }, ...places.filter(place => place.to !== to)].slice(0, MOST)
  }, [kind, words, to])
}

export const recent = (): readonly Place[] => places

export function forgetRecent(): void {
  places = []
}
