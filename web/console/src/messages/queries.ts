import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Messages } from '../../../core/types'
import { client } from '../api'

/** Every reading is recorded, so nothing is read again by itself. */
export const messagesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['case', id, 'messages'],
    queryFn: ({ pageParam }) =>
      client.get<Messages>(`/cases/${encodeURIComponent(id)}/messages`, {
        query: pageParam === 0 ? {} : { below: pageParam },
      }),
    initialPageParam: 0,
    getNextPageParam: page => (page.more ? page.items.at(-1)?.number : undefined),
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  })
