import { queryOptions } from '@tanstack/react-query'
import type { Contact, Delivery, List } from '../../../core/types'
import { client } from '../api'

const of = (id: string) => `/cases/${encodeURIComponent(id)}`

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'deliveries'],
    queryFn: () => client.get<List<Delivery>>(`${of(id)}/deliveries`),
    // Contacts take files by themselves.
    refetchInterval: 30_000,
  })

export const contactsQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id, 'contacts'],
    queryFn: () => client.get<List<Contact>>(`${of(id)}/contacts`),
  })
