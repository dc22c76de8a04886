import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Messages } from '../../../core/types'
import { caseQuery, client, queries } from '../api'

/** Every reading is recorded, so nothing is read again by itself. What was read is not unread any more. */
export const messagesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['case', id, 'messages'],
    queryFn: async ({ pageParam }) => {
      const messages = await client.get<Messages>(`/cases/${encodeURIComponent(id)}/messages`, {
        query: pageParam === 0 ? {} : { below: pageParam },
      })
      if (pageParam === 0) {
        queries.setQueryData(caseQuery(id).queryKey, item => item && { ...item, unread_messages: 0 })
        void queries.invalidateQueries({ queryKey: ['cases'] })
      }
      return messages
    },
    initialPageParam: 0,
    getNextPageParam: page => (page.more ? page.items.at(-1)?.number : undefined),
    refetchOnWindowFocus: false,
    staleTime: 60_000,
  })
