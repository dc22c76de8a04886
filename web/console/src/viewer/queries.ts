import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ArchiveMember, Finding, Lines, List, SearchResult } from '../../../core/types'
import { client } from '../api'

const PAGES = 20
const HITS = 1_000

export const treeQuery = (file: string, ready: boolean) =>
  queryOptions({
    queryKey: ['file', file, 'tree'],
    queryFn: () => client.get<List<ArchiveMember>>(`/files/${file}/tree`),
    enabled: ready,
  })

export interface Findings {
  items: Finding[]
  /** There are more than were read. */
  cut: boolean
}

export const findingsQuery = (file: string, member: number | undefined) =>
  queryOptions({
    queryKey: ['file', file, 'findings', member],
    queryFn: async ({ signal }): Promise<Findings> => {
      const items: Finding[] = []
      let after: string | undefined
      for (let page = 0; page < PAGES; page += 1) {
        const answer = await client.get<List<Finding>>(`/files/${file}/findings`, {
          query: { member, after },
          signal,
        })
        items.push(...answer.items)
        after = answer.next ?? undefined
        if (!after) return { items, cut: false }
      }
      return { items, cut: true }
    },
    enabled: member !== undefined,
  })

export const searchQuery = (file: string, q: string | undefined, member: number | undefined) =>
  queryOptions({
    queryKey: ['file', file, 'search', q, member],
    queryFn: ({ signal }) =>
      client.get<SearchResult>(`/files/${file}/search`, { query: { q, member, limit: HITS }, signal }),
    enabled: q !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
  })

export function fetchLines(file: string, member: number, from: number, count: number): Promise<Lines> {
  return client.get<Lines>(`/files/${file}/lines`, { query: { member, from, count } })
}
