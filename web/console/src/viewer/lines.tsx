import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react'
import { LineStore } from '../../../core/lines'
import { Scroller } from '../../../core/scroller'
import { PanelError } from '../parts/problem'
import { n, t } from '../words'
import { selectedLines } from './copying'
import { LineText } from './line-text'
import { fetchLines } from './queries'
import { useUnfolding } from './unfolding'

export const ROW = 22

interface Props {
  file: string
  member: number
  name: string
  total: number
  selected: number
  hits: ReadonlySet<number>
  findings: ReadonlySet<number>
  /** The other end of a selection of several lines. */
  to: number
  /** Whether the selected line is shown whole. */
  unfolded: boolean
  select(line: number): void
}

/** The lines of one member, of any number, with a few dozen rows in the page. */
export function LinesView(props: Props) {
  const { file, member, name, total, selected, to, unfolded, hits, findings, select } = props
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const box = useRef<HTMLDivElement>(null)
  const store = useMemo(
    () => new LineStore((from, count) => fetchLines(file, member, from, count), redraw),
    [file, member],
  )
  const scroller = useMemo(() => new Scroller(total, ROW), [total])

  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => {
      scroller.resize(element.clientHeight)
      redraw()
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [scroller])

  // Follows the selection, wherever it was changed: a click, a key, a hit, the address.
  const shown = useRef<{ scroller: Scroller; line: number }>(undefined)
  useLayoutEffect(() => {
    const before = shown.current
    shown.current = { scroller, line: selected }
    const element = box.current
    if (!element || (before?.scroller === scroller && before.line === selected)) return
    const near = before?.scroller === scroller && Math.abs(before.line - selected) <= 2
    const rows = Math.floor(element.clientHeight / ROW)
    const { first, end } = scroller.window()
    const inside = selected - 1 > first && selected < end - 1
    if (inside) return
    const move = near ? scroller.reveal(selected - 1) : scroller.goTo(selected - 1 - Math.floor(rows / 3))
    if (move.scrollTop !== undefined) element.scrollTop = move.scrollTop
    redraw()
  }, [scroller, selected])

  const { first, end } = scroller.window()
  useEffect(() => store.want(first, end), [store, first, end])
  const { extra, over, scrolled } = useUnfolding(box, scroller, selected, redraw)

  const keyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW) - 1)
    const step: Record<string, number> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      ' ': event.shiftKey ? -page : page,
      Home: -total,
      End: total,
    }
    const by = step[event.key]
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    select(Math.max(1, Math.min(total, selected + by)))
  }

  if (store.error !== undefined) return <PanelError error={store.error} retry={() => store.retry()} />
  const marks = ruler(total, hits, findings)
  return (
    <div className="lines-box">
      <div
        ref={box}
        className="lines"
        role="grid"
        aria-label={t('viewer-label', { name })}
        aria-rowcount={total}
        aria-readonly="true"
        aria-multiselectable="true"
        aria-activedescendant={selected > first && selected <= end ? `line-${selected}` : undefined}
        tabIndex={0}
        onKeyDown={keyDown}
        onCopy={event => {
          const lines = selectedLines(event.currentTarget, getSelection()).map(line => store.get(line)?.text)
          if (lines.length === 0) return
          event.preventDefault()
          event.clipboardData.setData('text/plain', lines.filter(text => text !== undefined).join('\n'))
        }}
        onScroll={event => {
          const move = scroller.scrolled(scrolled(event.currentTarget.scrollTop))
          if (move.scrollTop !== undefined) event.currentTarget.scrollTop = move.scrollTop
          redraw()
        }}
      >
        <div className="rows" role="rowgroup">
          {Array.from({ length: Math.max(0, end - first) }, (_, offset) => {
            const number = first + offset + 1
            const line = store.get(number)
            const classes = ['row']
            if (hits.has(number)) classes.push('hit')
            if (findings.has(number)) classes.push('found')
            const chosen = number >= Math.min(selected, to) && number <= Math.max(selected, to)
            if (number === selected && unfolded) classes.push('unfolded')
            const top = (number - 1) * ROW - scroller.y - over + (number > selected ? extra : 0)
            return (
              <div
                key={number}
                id={`line-${number}`}
                role="row"
                aria-rowindex={number}
                aria-selected={chosen}
                className={classes.join(' ')}
                style={{ transform: `translateY(${top}px)` }}
                onClick={() => {
                  if (getSelection()?.isCollapsed !== false) select(number)
                }}
              >
                <span role="rowheader" className="no num">
                  {n(number)}
                </span>
                <span role="gridcell" className="text">
                  {hits.has(number) && <span className="sr">{t('viewer-hit')}: </span>}
                  {line ? (
                    <LineText text={line.text} />
                  ) : (
                    <span className="sub">{t('viewer-line-loading')}</span>
                  )}
                </span>
              </div>
            )
          })}
        </div>
        <div className="spacer" role="presentation" style={{ blockSize: `${scroller.height + extra}px` }} />
      </div>
      <div className="ruler" aria-hidden="true">
        {marks.map(({ at, kind }) => (
          <span key={`${kind}${at}`} className={kind} style={{ insetBlockStart: `${at / 2}%` }} />
        ))}
      </div>
    </div>
  )
}

/** Where findings and hits are, in two hundred places along the member. */
function ruler(total: number, hits: ReadonlySet<number>, findings: ReadonlySet<number>) {
  const places = (lines: ReadonlySet<number>) =>
    new Set([...lines].map(line => Math.floor(((line - 1) / Math.max(1, total)) * 200)))
  return [
    ...[...places(findings)].map(at => ({ at, kind: 'found' })),
    ...[...places(hits)].map(at => ({ at, kind: 'hit' })),
  ]
}
