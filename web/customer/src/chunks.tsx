// A long list in parts: only the parts near the window are drawn, the others hold their place.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

const ROWS = 40
/** What a row is taken for until it was drawn once. */
const ROW_PX = 76
/** Drawn this far above and below the window. */
const MARGIN = '600px'

interface Props<T> {
  items: readonly T[]
  row(item: T): ComponentChildren
  /** Names a part for those who hear the page. */
  label(from: number, to: number, total: number): string
}

export function Chunks<T>({ items, row, label }: Props<T>) {
  if (items.length <= ROWS) return <ul class="list">{items.map(row)}</ul>
  const parts: ComponentChildren[] = []
  for (let from = 0; from < items.length; from += ROWS) {
    const some = items.slice(from, from + ROWS)
    parts.push(
      <Part key={from} count={some.length} label={label(from + 1, from + some.length, items.length)}>
        {() => some.map(row)}
      </Part>,
    )
  }
  return <div class="list parts">{parts}</div>
}

function Part({
  count,
  label,
  children,
}: {
  count: number
  label: string
  children: () => ComponentChildren
}) {
  const part = useRef<HTMLUListElement>(null)
  const height = useRef(count * ROW_PX)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = part.current
    if (!element) return
    const observer = new IntersectionObserver(
      entries => {
        const entry = entries.at(-1)
        if (!entry) return
        // A part that holds the focus stays: taking it away would lose the reader's place.
        const stays = entry.isIntersecting || element.contains(document.activeElement)
        if (!stays && element.childElementCount > 0) height.current = entry.boundingClientRect.height
        setNear(stays)
      },
      { rootMargin: MARGIN },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  if (near)
    return (
      <ul ref={part} aria-label={label}>
        {children()}
      </ul>
    )
  return <ul ref={part} aria-label={label} style={{ blockSize: `${height.current}px` }} />
}
