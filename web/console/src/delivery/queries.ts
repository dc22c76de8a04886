import { queryOptions } from '@tanstack/react-query'
import type { Contact, Delivery, List } from '../../../core/types'
import { client, NOW_AND_THEN_MS } from '../api'

const of = (id: string) => `/cases/${encodeURIComponent(id)}`

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'deliveries'],
    queryFn: () => client.get<List<Delivery>>(`${of(id)}/deliveries`),
    refetchInterval: NOW_AND_THEN_MS,
  })

export const contactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'contacts'],
    queryFn: () => client.get<List<Contact>>(`${of(id)}/contacts`),
  })
