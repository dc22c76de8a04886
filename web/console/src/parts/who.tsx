import { queryOptions, useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { Department, List, Member } from '../../../core/types'
import { client } from '../api'
import { t } from '../words'

export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: () => client.get<List<Member>>('/members'),
  staleTime: 60_000,
})

export const departmentsQuery = queryOptions({
  queryKey: ['departments'],
  queryFn: () => client.get<List<Department>>('/departments'),
  staleTime: 60_000,
})

/** The names behind members' ids, and the words for those who are no members. */
export function useNames(): (id: string) => string {
  const { data } = useQuery(membersQuery)
  return id => {
    const member = data?.items.find(each => each.id === id)
    if (member) return visible(member.name)
    if (!data && id.startsWith('mem_')) return '…'
    if (id === 'system' || id === 'operator' || id === 'anonymous') return t(`who-${id}`)
    if (id.startsWith('con_')) return t('who-contact')
    if (id.startsWith('svc_')) return t('who-service')
    return id
  }
}
