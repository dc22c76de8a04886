// Rows have one height; the chosen one may have more. What it has more moves the rows below it down, and gives the
// scroll bar that much further to go.
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { Scroller } from '../../../core/scroller'
import { ROW } from './lines'

interface Unfolding {
  /** Pixels that the chosen row is higher than others. */
  extra: number
  /** Pixels that the browser has scrolled past the end of the list, into that room. */
  over: number
  /** Where the browser scrolled to, without that room. */
  scrolled(top: number): number
}

export function useUnfolding(
  box: RefObject<HTMLDivElement | null>,
  scroller: Scroller,
  selected: number,
  redraw: () => void,
): Unfolding {
  const [extra, setExtra] = useState(0)
  const over = useRef(0)
  const shown = useRef<number>(undefined)
  useLayoutEffect(() => {
    const grid = box.current
    const row = grid?.querySelector<HTMLElement>('.unfolded')
    const more = Math.max(0, (row?.offsetHeight ?? ROW) - ROW)
    if (more !== extra) {
      setExtra(more)
      return
    }
    if (!grid || !row || shown.current === selected) return
    // Once for each choice: all of it is to be seen.
    shown.current = selected
    const below = row.getBoundingClientRect().bottom - grid.getBoundingClientRect().bottom
    if (below > 0) grid.scrollTop += below
  })
  const scrolled = (top: number) => {
    const last = Math.max(0, scroller.height - (box.current?.clientHeight ?? 0))
    const past = Math.max(0, Math.min(extra, top - last))
    if (past !== over.current) {
      over.current = past
      redraw()
    }
    return Math.min(top, last)
  }
  return { extra, over: Math.min(over.current, extra), scrolled }
}
