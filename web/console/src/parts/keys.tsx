import { useEffect, useRef } from 'react'
import { singleKeys } from './single-keys'

/** True while somebody types, a dialog is open, or single keys are turned off: they are then not ours. */
function busy(event: KeyboardEvent): boolean {
  if (!singleKeys()) return true
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target
  if (
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="treegrid"]')
  )
    return true
  return document.querySelector('[role="dialog"], [role="alertdialog"], .overlay') !== null
}

const SEQUENCE_MS = 600

/**
 * Single-key actions of the page; `map` gives the act for a key such as `g` or `Shift G`, or for two such as `g c`.
 * A key that also begins such a pair acts when no second key follows.
 */
export function useKeys(map: Record<string, () => void>): void {
  const latest = useRef(map)
  useEffect(() => {
    latest.current = map
  })
  useEffect(() => {
    let first = ''
    let timer: ReturnType<typeof setTimeout> | undefined
    const pressed = (event: KeyboardEvent) => {
      if (busy(event)) return
      const acts = latest.current
      const key = event.shiftKey && /^[A-Z]$/.test(event.key) ? `Shift ${event.key}` : event.key
      const pair = acts[`${first} ${key}`]
      clearTimeout(timer)
      const begins = first === '' && Object.keys(acts).some(keys => keys.startsWith(`${key} `))
      first = ''
      if (pair) {
        event.preventDefault()
        pair()
        return
      }
      const act = acts[key]
      if (begins) {
        first = key
        event.preventDefault()
        timer = setTimeout(() => {
          first = ''
          act?.()
        }, SEQUENCE_MS)
        return
      }
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', pressed)
    return () => {
      clearTimeout(timer)
      removeEventListener('keydown', pressed)
    }
  }, [])
}

/** Puts the focus on the next or previous link of a list. */
export function moveIn(list: Element | null, step: number): void {
  const links = [...(list?.querySelectorAll<HTMLElement>('a') ?? [])]
  const at = links.indexOf(document.activeElement as HTMLElement)
  links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus()
}

/** A reminder of keys, for those who have a keyboard. */
export function KeyHint({ keys, words }: { keys: string[]; words: string }) {
  return (
    <span className="key-hint">
      {keys.map(key => (
        <kbd key={key} className="kbd">
          {key}
        </kbd>
      ))}{' '}
      {words}
    </span>
  )
}
