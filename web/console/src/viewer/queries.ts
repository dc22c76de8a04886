import { queryOptions } from '@tanstack/react-query'
import type { ArchiveMember, Finding, LineFound, Lines, List, LogOutline } from '../../../core/types'
import { client } from '../api'

const PAGES = 20

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

export const outlineQuery = (file: string, member: number | undefined) =>
  queryOptions({
    queryKey: ['file', file, 'outline', member],
    queryFn: ({ signal }) => client.get<LogOutline>(`/files/${file}/outline`, { query: { member }, signal }),
    enabled: member !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The number of the next line at that time, or at least as grave. */
export async function findLine(
  file: string,
  member: number,
  wanted: { time: number } | { level: string; from: number; back?: true },
): Promise<number | undefined> {
  const query = 'time' in wanted ? { time: Math.round(wanted.time) } : wanted
  return (
    (await client.get<LineFound>(`/files/${file}/line`, { query: { member, ...query } })).line ?? undefined
  )
}

export function fetchLines(file: string, member: number, from: number, count: number): Promise<Lines> {
  return client.get<Lines>(`/files/${file}/lines`, { query: { member, from, count } })
}
