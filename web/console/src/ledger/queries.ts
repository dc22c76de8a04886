import { queryOptions } from '@tanstack/react-query'
import { spans } from '../../../core/ledger-entry'
import type { Checkpoint, LedgerEntry, List } from '../../../core/types'
import { client } from '../api'

export const checkpointQuery = queryOptions({
  queryKey: ['ledger', 'checkpoint'],
  queryFn: () => client.get<Checkpoint>('/ledger/checkpoint'),
})

const entries = (from: number, limit: number) =>
  client.get<List<LedgerEntry>>('/ledger/entries', { query: { from, limit } })

/** Entries from a place on. */
export const entriesQuery = (from: number, limit: number) =>
  queryOptions({
    queryKey: ['ledger', 'entries', from, limit],
    queryFn: () => entries(from, limit),
  })

/** The entries at these places. They never change. */
export const entriesAtQuery = (places: readonly number[]) =>
  queryOptions({
    queryKey: ['ledger', 'at', ...places],
    queryFn: async () => {
      const pages = await Promise.all(spans(places).map(({ from, limit }) => entries(from, limit)))
      return pages.flatMap(page => page.items).filter(entry => places.includes(entry.index))
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
