import { useQuery } from '@tanstack/react-query'
import { meQuery } from '../api'
import { type Offered, offered } from '../roles'

/** What whoever is signed in is offered; nothing until it is known. */
export function useOffered(): Partial<Offered> {
  const { data: me } = useQuery(meQuery)
  return me ? offered(me) : {}
}
