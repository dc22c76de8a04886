import { QueryCache, QueryClient, queryOptions } from '@tanstack/react-query'
import { ApiError, createClient } from '../../core/client'
import type { Case, CaseFile, FileRequest, List, Me } from '../../core/types'

export const client = createClient(() => ({}))

/** Set by the router: what to do when the session has ended. */
let sessionEnded: () => void = () => undefined
export function onSessionEnded(act: () => void): void {
  sessionEnded = act
}

export const isSessionEnd = (error: unknown) => error instanceof ApiError && error.code === 'session_required'

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
      if (isSessionEnd(error) && query.queryKey[0] !== 'me') sessionEnded()
    },
  }),
})

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => client.get<Me>('/session'),
  staleTime: 300_000,
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
    // Files arrive and checks finish by themselves.
    refetchInterval: 10_000,
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
    refetchInterval: query => {
      const file = query.state.data
      return file && (file.scan === 'pending' || file.scan_queued) ? 2_000 : false
    },
  })
