import type { InfiniteData } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Case, List } from '../../../core/types'
import { queries } from '../api'
import { useKeys } from '../parts/keys'

/** The ids of the list of cases that was looked at last, in its order. */
function lastList(): string[] {
  const lists = queries
    .getQueryCache()
    .findAll({ queryKey: ['cases'] })
    .toSorted((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
  const data = lists[0]?.state.data as InfiniteData<List<Case>> | undefined
  return data?.pages.flatMap(page => page.items.map(({ id }) => id)) ?? []
}

/** `[` and `]` go to the case before and after this one in the list one came from. */
export function useNeighbours(id: string): void {
  const navigate = useNavigate()
  const step = (by: number) => {
    const list = lastList()
    const at = list.indexOf(id)
    const next = at < 0 ? undefined : list[at + by]
    if (next !== undefined) void navigate({ to: '/cases/$case', params: { case: next } })
  }
  useKeys({ '[': () => step(-1), ']': () => step(1) })
}
