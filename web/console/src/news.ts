// What changed, as the server tells it: what shows it is asked for anew. While nobody is there, nothing is asked for, so
// that a page left open does not keep its session alive.
import { focusManager } from '@tanstack/react-query'
import { ndjson } from '../../core/ndjson'
import type { News } from '../../core/types'
import { endSession, isSessionEnd, queries } from './api'

/** How long what changes is gathered before it is asked for. */
const GATHER_MS = 500
/** How long after a connection was lost another is tried: the first time, and at most. */
const AGAIN_MS = 1_000
const AGAIN_AT_MOST_MS = 60_000
/** Who did nothing for so long is not there. */
const AWAY_MS = 5 * 60_000

type Key = readonly unknown[]

/**
 * Whether what is kept under `key` may be another by this news. Messages, files and their lines are recorded as read
 * whenever they are asked for: they wait until somebody asks.
 */
export function changes(news: News, key: Key): boolean {
  const [what, id, part] = key
  const everything = news.about === 'everything'
  if (what === 'alerts' || what === 'alert') return everything || news.about === 'alerts'
  if (what === 'me') return everything || news.about === 'notices'
  if (what === 'access' || what === 'grants') return everything || news.about === 'access'
  if (what === 'cases') return everything || news.case !== undefined
  if (what !== 'case' || !(everything || id === news.case)) return false
  if (part === undefined) return everything || ['case', 'access', 'messages'].includes(news.about)
  return part === news.about ? part !== 'messages' : everything && part !== 'messages'
}

let gathered: News[] = []
let soon: ReturnType<typeof setTimeout> | undefined

function askAnew(): void {
  const told = gathered
  gathered = []
  soon = undefined
  void queries.invalidateQueries({
    predicate: ({ queryKey }) => told.some(news => changes(news, queryKey)),
    refetchType: focusManager.isFocused() ? 'active' : 'none',
  })
}

function tell(news: News): void {
  gathered.push(news)
  if (soon === undefined) soon = setTimeout(askAnew, GATHER_MS)
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

async function listenUntil(signal: AbortSignal): Promise<void> {
  // What the page shows was asked for just now.
  let fresh = true
  let wait = AGAIN_MS
  while (!signal.aborted) {
    try {
      for await (const news of ndjson<News>('/news', { signal })) {
        if (!fresh) tell(news)
        fresh = false
        wait = AGAIN_MS
      }
    } catch (error) {
      if (isSessionEnd(error)) return endSession()
    }
    await pause(wait, signal)
    wait = Math.min(2 * wait, AGAIN_AT_MOST_MS)
  }
}

/** Listens until what it returns is called. */
export function listen(): () => void {
  const stop = new AbortController()
  void listenUntil(stop.signal)
  return () => stop.abort()
}

const TOUCHES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** Has queries know whether somebody is there: the page is seen, and was touched not long ago. */
export function watchPresence(): void {
  focusManager.setEventListener(set => {
    let away: ReturnType<typeof setTimeout> | undefined
    const there = () => {
      clearTimeout(away)
      away = setTimeout(() => set(false), AWAY_MS)
      set(document.visibilityState !== 'hidden')
    }
    for (const touch of TOUCHES) addEventListener(touch, there, { passive: true })
    document.addEventListener('visibilitychange', there)
    there()
    return () => {
      clearTimeout(away)
      for (const touch of TOUCHES) removeEventListener(touch, there)
      document.removeEventListener('visibilitychange', there)
    }
  })
}
