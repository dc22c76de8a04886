// Where a member is signed in, which tokens they have, which access they were given; each with its end.
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { longTime, visible } from '../../../core/format'
import type { List, Session, Token } from '../../../core/types'
import { GrantCard } from '../access/grant'
import { grantsQuery } from '../access/queries'
import { client, queries } from '../api'
import { Confirm } from '../parts/confirm'
import { Loaded } from '../parts/loaded'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { locale, t } from '../words'

const sessionsOf = (member: string) =>
  queryOptions({
    queryKey: ['sessions', member],
    queryFn: () => client.get<List<Session>>('/sessions', { query: { member } }),
    // It may ask who is there once more: not just because the window came back.
    refetchOnWindowFocus: false,
  })

const tokensOf = (member: string) =>
  queryOptions({
    queryKey: ['tokens', member],
    queryFn: () => client.get<List<Token>>('/tokens', { query: { member } }),
    refetchOnWindowFocus: false,
  })

export function MemberSessions({ id }: { id: string }) {
  const query = useQuery(sessionsOf(id))
  const changed = () => queries.invalidateQueries({ queryKey: sessionsOf(id).queryKey })
  const all = useMutation({
    mutationFn: () => client.delete(`/sessions?member=${encodeURIComponent(id)}`),
    onSuccess: changed,
  })
  return (
    <section className="panel" aria-labelledby="sessions">
      <div className="panel-head">
        <h2 id="sessions">{t('member-sessions')}</h2>
        {query.data && query.data.items.length > 0 && (
          <Confirm
            button={t('member-sessions-end')}
            name={t('member-sessions-end')}
            title={t('member-sessions-end-title')}
            text={t('member-sessions-end-text')}
            act={all}
          />
        )}
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('member-sessions-none')}</p>
          ) : (
            <ul className="requests">
              {items.map(session => (
                <OneSession key={session.id} session={session} changed={changed} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function OneSession({ session, changed }: { session: Session; changed(): unknown }) {
  const end = useMutation({ mutationFn: () => client.delete(`/sessions/${session.id}`), onSuccess: changed })
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{session.client ? visible(session.client) : t('session-unnamed')}</bdi>
          </b>
        </p>
        <p className="sub">
          {t(`session-factors-${session.factors}`)} <Ago time={session.created} /> · {t('session-seen')}{' '}
          <Ago time={session.seen} />
        </p>
        {end.isError && <PanelError error={end.error} />}
      </div>
      <Button className="btn sm" isDisabled={end.isPending} onPress={() => end.mutate()}>
        {t('token-end')}
      </Button>
    </li>
  )
}

export function MemberTokens({ id }: { id: string }) {
  const query = useQuery(tokensOf(id))
  const changed = () => queries.invalidateQueries({ queryKey: tokensOf(id).queryKey })
  return (
    <section className="panel" aria-labelledby="tokens">
      <h2 id="tokens">{t('tokens-title')}</h2>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('member-tokens-none')}</p>
          ) : (
            <ul className="requests">
              {items.map(token => (
                <OneToken key={token.id} token={token} changed={changed} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function OneToken({ token, changed }: { token: Token; changed(): unknown }) {
  const end = useMutation({ mutationFn: () => client.delete(`/tokens/${token.id}`), onSuccess: changed })
  const name = visible(token.label)
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{name}</bdi>
          </b>
        </p>
        <p className="sub">
          {token.scopes.map(scope => t(`scope-${scope}`)).join(', ')} ·{' '}
          {t('request-until', { time: longTime(token.expires, locale) })}
        </p>
      </div>
      <Confirm
        button={t('token-end')}
        name={t('token-end-name', { name })}
        title={t('token-end-title', { name })}
        text={t('token-end-text')}
        act={end}
      />
    </li>
  )
}

/** Only what whoever looks may see of it: administrators decide about no access, and see none. */
export function MemberGrants({ id }: { id: string }) {
  const query = useQuery(grantsQuery({ live: true }))
  const items = query.data?.items.filter(grant => grant.member.id === id) ?? []
  if (items.length === 0) return null
  return (
    <section className="panel" aria-labelledby="grants">
      <h2 id="grants">{t('grants-live')}</h2>
      <ul className="requests">
        {items.map(grant => (
          <GrantCard key={grant.id} grant={grant} />
        ))}
      </ul>
    </section>
  )
}
