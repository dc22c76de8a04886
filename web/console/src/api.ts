import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query'
import { ApiError, type Client, createClient } from '../../core/client'
import type { Account, Case, CaseFile, FileRequest, List, Me, Session, Token } from '../../core/types'

const plain = createClient(() => ({}))

/** Set by the shell: asks once more who is there; says whether they showed it. */
let askWho: (() => Promise<boolean>) | undefined
export function onStepUpRequired(ask: (() => Promise<boolean>) | undefined): void {
  askWho = ask
}

let asking: Promise<boolean> | undefined

/** Calls; if the server wants to know once more who is there, asks and calls again. */
async function steppedUp<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const wanted = error instanceof ApiError && error.code === 'step_up_required'
    if (!wanted || !askWho) throw error
    // Several calls at once are answered by one showing.
    asking ??= askWho().finally(() => {
      asking = undefined
    })
    if (!(await asking)) throw error
    return call()
  }
}

export const client: Client = {
  get: (path, options) => steppedUp(() => plain.get(path, options)),
  post: (path, body, options) => steppedUp(() => plain.post(path, body, options)),
  put: (path, body) => steppedUp(() => plain.put(path, body)),
  patch: (path, body) => steppedUp(() => plain.patch(path, body)),
  delete: (path, body) => steppedUp(() => plain.delete(path, body)),
}

/** Set by the router: what to do when the session has ended. */
let sessionEnded: () => void = () => undefined
export function onSessionEnded(act: () => void): void {
  sessionEnded = act
}

/** The server says that nobody is signed in any more. A question that was under way during a step-up still carries the old cookie. */
export function endSession(): void {
  if (!asking) sessionEnded()
}

/** How often what the server tells of by itself is asked for all the same. */
export const NOW_AND_THEN_MS = 60_000
/** How often a check that goes on is looked at: how far it is, is not told. */
const WHILE_CHECKED_MS = 2_000

export const isSessionEnd = (error: unknown) => error instanceof ApiError && error.code === 'session_required'

export const isDenied = (error: unknown) => error instanceof ApiError && error.code === 'denied'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) =>
        count < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
    },
  },
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (isSessionEnd(error) && query.queryKey[0] !== 'me') endSession()
    },
  }),
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => client.get<Me>('/session'),
  staleTime: 300_000,
})

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => client.get<Account>('/account'),
})

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => client.get<List<Session>>('/sessions'),
})

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => client.get<List<Token>>('/tokens'),
})

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: () => client.get<Case>(`/cases/${encodeURIComponent(id)}`),
  })

export const caseFilesQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'files'],
    queryFn: () => client.get<List<CaseFile>>(`/cases/${encodeURIComponent(id)}/files`),
    refetchInterval: query => (query.state.data?.items.some(isChecked) ? WHILE_CHECKED_MS : NOW_AND_THEN_MS),
  })

export const requestsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'requests'],
    queryFn: () => client.get<List<FileRequest>>(`/cases/${encodeURIComponent(id)}/requests`),
  })

export const fileQuery = (id: string) =>
  queryOptions({
    queryKey: ['file', id],
    queryFn: () => client.get<CaseFile>(`/files/${encodeURIComponent(id)}`),
    refetchInterval: query => (query.state.data && isChecked(query.state.data) ? WHILE_CHECKED_MS : false),
  })

const isChecked = (file: CaseFile) => file.scan === 'pending' || file.scan_queued === true

/** Has whoever is there show it now, if the server would want to know it again within so many milliseconds; false if they do not. */
export async function stepUpAhead(ms: number): Promise<boolean> {
  const me = await queries.fetchQuery({ ...meQuery, staleTime: 0 })
  const until = me.session?.stepped_up_until
  if (!askWho || (until && Date.parse(until) > Date.now() + ms)) return true
  return askWho()
}
