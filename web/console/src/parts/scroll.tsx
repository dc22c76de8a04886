import type { ReactNode } from 'react'

/** What may be wider than the page scrolls sideways by itself, by keyboard too: while it loads there may be nothing in it to focus. */
export function Scroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
