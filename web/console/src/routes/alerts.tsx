import '../words-office'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Outlet, useParams, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { Button } from 'react-aria-components'
import type { Alert, List } from '../../../core/types'
import { type AlertState, STATES } from '../alerts/queries'
import { SeverityIcon } from '../alerts/severity'
import { client, NOW_AND_THEN_MS } from '../api'
import { moveIn, useKeys } from '../parts/keys'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { Ago } from '../parts/time'
import { useTitle } from '../parts/title'
import { useNames } from '../parts/who'
import { t } from '../words'

/** The list, and beside it the one that was chosen. */
export function Alerts() {
  const { state = 'open' } = useSearch({ from: '/shell/alerts' })
  const { alert } = useParams({ strict: false })
  const { decideAlerts } = useOffered()
  const query = useInfiniteQuery({
    queryKey: ['alerts', state],
    queryFn: ({ pageParam }) =>
      client.get<List<Alert>>('/alerts', { query: { state, after: pageParam, limit: 50 } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    refetchInterval: NOW_AND_THEN_MS,
  })
  const list = useRef<HTMLUListElement>(null)
  useKeys({ j: () => moveIn(list.current, 1), k: () => moveIn(list.current, -1) })
  useTitle(alert === undefined ? t('alerts-title') : undefined)
  // One page has one first heading: the chosen alert's, if there is one.
  const Heading = alert === undefined ? 'h1' : 'h2'
  return (
    <div className={`split${alert === undefined ? '' : ' one'}`}>
      <section className="split-list" aria-labelledby="alerts">
        <header>
          <div className="panel-head">
            <Heading id="alerts">{t('alerts-title')}</Heading>
            <div className="acts">
              {decideAlerts && (
                <Link to="/decoys" className="btn sm">
                  {t('decoys-title')}
                </Link>
              )}
              <Link to="/budgets" className="btn sm">
                {t('budgets-title')}
              </Link>
            </div>
          </div>
          <nav className="views" aria-label={t('cases-filter-state')}>
            {STATES.map(each => (
              <Link
                key={each}
                to="/alerts"
                search={each === 'open' ? {} : { state: each }}
                aria-current={each === state ? 'page' : undefined}
                activeOptions={{ exact: true }}
              >
                {t(`alert-state-${each}`)}
              </Link>
            ))}
          </nav>
        </header>
        <Loaded query={query}>
          {data => {
            const items = data.pages.flatMap(page => page.items)
            return items.length === 0 ? (
              <p className="empty">{t(`alerts-empty-${state}`)}</p>
            ) : (
              <ul ref={list} className="cards">
                {items.map(item => (
                  <Row key={item.id} item={item} state={state} current={item.id === alert} />
                ))}
              </ul>
            )
          }}
        </Loaded>
        {query.hasNextPage && (
          <p className="more">
            <Button className="btn" onPress={() => void query.fetchNextPage()}>
              {t('more')}
            </Button>
          </p>
        )}
      </section>
      <div className="split-one">
        <Outlet />
      </div>
    </div>
  )
}

function Row({ item, state, current }: { item: Alert; state: AlertState; current: boolean }) {
  const name = useNames()
  const about = item.member ? name(item.member) : item.source
  return (
    <li>
      <Link
        to="/alerts/$alert"
        params={{ alert: item.id }}
        search={state === 'open' ? {} : { state }}
        className="card"
        aria-current={current ? 'true' : undefined}
        activeOptions={{ exact: true }}
      >
        <SeverityIcon severity={item.severity} />
        <span className="grow">
          <b>{item.title}</b>
          <br />
          <span className="sub">
            {t(`severity-${item.severity}`)}
            {about && (
              <>
                {' '}
                · <bdi>{about}</bdi>
              </>
            )}
            {item.verdict && <> · {t(`verdict-${item.verdict}`)}</>}
          </span>
        </span>
        <span className="sub num nowrap">
          <Ago time={item.at} />
        </span>
      </Link>
    </li>
  )
}

export function NoAlert() {
  return <p className="empty">{t('alert-choose')}</p>
}
