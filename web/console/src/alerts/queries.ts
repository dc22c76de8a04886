import { queryOptions } from '@tanstack/react-query'
import type { Alert, BudgetList, DecoyListed, List } from '../../../core/types'
import { client, NOW_AND_THEN_MS, queries } from '../api'

export const STATES = ['open', 'acknowledged', 'closed'] as const
export type AlertState = (typeof STATES)[number]

/** How many alerts wait; the list has a page at most. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'count'],
  queryFn: () => client.get<List<Alert>>('/alerts', { query: { state: 'open' } }),
  refetchInterval: NOW_AND_THEN_MS,
})

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alert', id],
    queryFn: () => client.get<Alert>(`/alerts/${encodeURIComponent(id)}`),
    refetchInterval: NOW_AND_THEN_MS,
  })

export const budgetsQuery = queryOptions({
  queryKey: ['budgets'],
  queryFn: () => client.get<BudgetList>('/budgets'),
})

/** That somebody looked is recorded, so it is not asked for again by itself. */
export const decoysQuery = queryOptions({
  queryKey: ['decoys'],
  queryFn: () => client.get<List<DecoyListed>>('/decoys'),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
})

/** After an act: the alert as it is now, and the lists anew. */
export function changed(alert: Alert): void {
  queries.setQueryData(alertQuery(alert.id).queryKey, alert)
  void queries.invalidateQueries({ queryKey: ['alerts'] })
}
