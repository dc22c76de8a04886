// A search whose hits are shown as they are found.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError, parseProblem } from '../../../core/client'
import { ndjson } from '../../../core/ndjson'
import type { Hit, SearchNews } from '../../../core/types'

/** More than anybody reads; the server ends the search there. */
export const HITS = 10_000
/** How often the page is drawn anew while hits arrive. */
const DRAW_MS = 100

export interface Found {
  hits: readonly Hit[]
  /** Of the bytes that are looked at, how many were. */
  part: number
  /** How it ended: at the end, at as many hits as were asked for, or because somebody stopped it. */
  end?: 'whole' | 'truncated' | 'stopped'
  lines: number
}

const NOTHING: Found = { hits: [], part: 0, lines: 0 }

/** The searches that go on, for stopping them. */
const running = new Map<string, AbortController>()

/** What is known after one more line. */
export function after(found: Found, news: SearchNews): Found {
  if ('hit' in news) return { ...found, hits: [...found.hits, news.hit] }
  if ('read' in news) return { ...found, part: news.read.total > 0 ? news.read.bytes / news.read.total : 0 }
  if ('end' in news)
    return {
      ...found,
      part: 1,
      lines: news.end.lines_searched,
      end: news.end.truncated ? 'truncated' : 'whole',
    }
  throw parseProblem(news.problem.status, JSON.stringify(news.problem))
}

const searchQuery = (file: string, q: string | undefined, member: number | undefined) =>
  queryOptions({
    queryKey: ['file', file, 'search', q, member],
    queryFn: async ({ signal, client, queryKey }): Promise<Found> => {
      const stop = new AbortController()
      running.set(file, stop)
      let found: Found = NOTHING
      const hits: Hit[] = []
      let late: ReturnType<typeof setTimeout> | undefined
      const draw = () => {
        late = undefined
        client.setQueryData(queryKey, { ...found, hits: [...hits] })
      }
      try {
        draw()
        const query = { q, member, limit: HITS }
        const both = AbortSignal.any([signal, stop.signal])
        for await (const news of ndjson<SearchNews>(`/files/${file}/search/stream`, {
          query,
          signal: both,
        })) {
          if ('hit' in news) hits.push(news.hit)
          else found = after(found, news)
          late ??= setTimeout(draw, hits.length === 1 ? 0 : DRAW_MS)
        }
        if (found.end === undefined) throw new ApiError({ status: 0, code: 'offline' })
        return { ...found, hits }
      } catch (error) {
        if (!stop.signal.aborted) throw error
        return { ...found, hits, end: 'stopped' }
      } finally {
        clearTimeout(late)
        if (running.get(file) === stop) running.delete(file)
      }
    },
    enabled: q !== undefined,
    // Each search is in the ledger, and costs the server a walk through the file: none happens by itself.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })

export interface Searching {
  found: Found | undefined
  running: boolean
  error: unknown
  stop(): void
  again(): void
}

export function useSearching(file: string, q: string | undefined, member: number | undefined): Searching {
  const queries = useQueryClient()
  const options = searchQuery(file, q, member)
  const query = useQuery(options)
  return {
    found: q === undefined ? undefined : query.data,
    running: q !== undefined && query.isFetching,
    error: q === undefined ? undefined : (query.error ?? undefined),
    stop: () => running.get(file)?.abort(),
    again: () => void queries.refetchQueries({ queryKey: options.queryKey, exact: true }),
  }
}
