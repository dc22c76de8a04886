import { queryOptions } from '@tanstack/react-query'
import type { List, RequestTemplate } from '../../../core/types'
import { client } from '../api'

/** The templates for a case; those that come with Coffer in the language of whoever is asked. */
export const templatesQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: ['case', id, 'templates', language],
    queryFn: () =>
      client.get<List<RequestTemplate>>(`/cases/${encodeURIComponent(id)}/templates`, {
        query: { language },
      }),
    staleTime: 60_000,
  })
