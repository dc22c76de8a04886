import { useQuery } from '@tanstack/react-query'
import type { IdentityProvider, List } from '../../../core/types'
import { client } from '../api'
import { noteNext } from '../next'
import { t } from '../words'

interface Ways {
  outcome?: 'refused' | 'unavailable' | undefined
  /** Where to go on afterwards. */
  next?: string | undefined
  /** Have the person sign in there once more, in a page beside this one. */
  again?: boolean
}

/** A way in for each configured identity provider. Plain links: signing in there is a journey of the whole page. */
export function Providers({ outcome, next, again }: Ways) {
  const { data } = useQuery({
    queryKey: ['providers'],
    queryFn: () => client.get<List<IdentityProvider>>('/session/oidc'),
    staleTime: 300_000,
  })
  const providers = data?.items ?? []
  const query = again ? '?again=true' : ''
  return (
    <>
      {outcome && (
        <p role="alert" className="wrong">
          {t(outcome === 'refused' ? 'signin-provider-refused' : 'signin-provider-unavailable')}
        </p>
      )}
      {providers.length > 0 && (
        <ul className="providers">
          {providers.map(provider => (
            <li key={provider.id}>
              <a
                className="btn"
                href={`/api/v1/session/oidc/${encodeURIComponent(provider.id)}${query}`}
                onClick={() => noteNext(next)}
                {...(again ? { target: '_blank', rel: 'noreferrer' } : {})}
              >
                {provider.title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
