import { queryOptions } from '@tanstack/react-query'
import type { AccessRequest, Grant, List } from '../../../core/types'
import { client, NOW_AND_THEN_MS, queries } from '../api'

// Types, not interfaces: these go where any names are taken.
type Query = { mine?: true; waiting?: true; case?: string }
type GrantQuery = { mine?: true; live?: true; to_review?: true; case?: string }

export const requestsOfAccess = (query: Query) =>
  queryOptions({
    queryKey: ['access', query],
    queryFn: () => client.get<List<AccessRequest>>('/access/requests', { query }),
    refetchInterval: NOW_AND_THEN_MS,
  })

/** With those who may answer it. */
export const accessRequestQuery = (id: string) =>
  queryOptions({
    queryKey: ['access', id],
    queryFn: () => client.get<AccessRequest>(`/access/requests/${encodeURIComponent(id)}`),
  })

export const grantsQuery = (query: GrantQuery) =>
  queryOptions({
    queryKey: ['grants', query],
    queryFn: () => client.get<List<Grant>>('/grants', { query }),
    refetchInterval: NOW_AND_THEN_MS,
  })

/** After an act: requests, grants, and what they open, are read anew. */
export const accessChanged = () =>
  Promise.all(
    ['access', 'grants', 'case', 'cases', 'file'].map(key => queries.invalidateQueries({ queryKey: [key] })),
  )
