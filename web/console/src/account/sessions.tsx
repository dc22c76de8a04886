import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { Session } from '../../../core/types'
import { client, queries, sessionsQuery } from '../api'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { t } from '../words'
import { program } from './program'

const changed = () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })

export function Sessions() {
  const { data, error } = useQuery(sessionsQuery)
  const others = useMutation({ mutationFn: () => client.delete('/sessions'), onSuccess: changed })
  return (
    <section className="panel" aria-labelledby="sessions">
      <div className="panel-head">
        <h2 id="sessions">{t('sessions-title')}</h2>
        {data && data.items.length > 1 && (
          <Button className="btn sm" isDisabled={others.isPending} onPress={() => others.mutate()}>
            {t('sessions-end-others')}
          </Button>
        )}
      </div>
      {error && !data && <PanelError error={error} />}
      {others.isError && <PanelError error={others.error} />}
      <ul className="requests">
        {data?.items.map(session => (
          <One key={session.id} session={session} />
        ))}
      </ul>
    </section>
  )
}

function One({ session }: { session: Session }) {
  const end = useMutation({
    mutationFn: () => client.delete(`/sessions/${session.id}`),
    onSuccess: changed,
  })
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi title={session.client ? visible(session.client) : undefined}>
              {program(session.client_kind)}
            </bdi>
          </b>{' '}
          {session.current && <span className="tag acc">{t('session-current')}</span>}
        </p>
        <p className="sub">
          {t(`session-factors-${session.factors}`)} <Ago time={session.created} /> · {t('session-seen')}{' '}
          <Ago time={session.seen} />
        </p>
        {end.isError && <PanelError error={end.error} />}
      </div>
      {!session.current && (
        <Button className="btn sm" isDisabled={end.isPending} onPress={() => end.mutate()}>
          {t('session-end')}
        </Button>
      )}
    </li>
  )
}
