import { useQuery } from '@tanstack/react-query'
import type { IdentityProvider, List } from '../../../core/types'
import { client } from '../api'
import { t } from '../words'

/** A way in for each configured identity provider. Plain links: signing in there is a journey of the whole page. */
export function Providers({ outcome }: { outcome?: 'refused' | 'unavailable' | undefined }) {
  const { data } = useQuery({
    queryKey: ['providers'],
    queryFn: () => client.get<List<IdentityProvider>>('/session/oidc'),
    staleTime: 300_000,
  })
  const providers = data?.items ?? []
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
              <a className="btn" href={`/api/v1/session/oidc/${encodeURIComponent(provider.id)}`}>
                {provider.title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
