import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components'
import { clock, visible } from '../../../core/format'
import type { Case, List } from '../../../core/types'
import { client, NOW_AND_THEN_MS } from '../api'
import { Filters, Words } from '../cases/filters'
import { moveIn, useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { Scroll } from '../parts/scroll'
import { Ago } from '../parts/time'
import { locale, n, t } from '../words'

const Views = lazy(() => import('../cases/views'))

export function Cases() {
  const { view: _, state = 'open', ...search } = useSearch({ from: '/shell/cases' })
  const { mine = false, department, lane, hours, q } = search
  const query = useInfiniteQuery({
    queryKey: ['cases', state, search],
    queryFn: ({ pageParam }) =>
      client.get<List<Case>>('/cases', {
        query: {
          state: state === 'all' ? undefined : state,
          mine: mine ? true : undefined,
          department,
          lane,
          received_hours: hours,
          q,
          after: pageParam,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    refetchInterval: NOW_AND_THEN_MS,
    placeholderData: keepPreviousData,
  })
  const body = useRef<HTMLTableSectionElement>(null)
  useKeys({
    j: () => moveIn(body.current, 1),
    k: () => moveIn(body.current, -1),
    '/': () => document.querySelector<HTMLElement>('#filter')?.focus(),
  })
  useEffect(() => {
    document.title = t('page-title-in', { what: t('cases-title'), organisation: t('coffer') })
  }, [])

  const items = query.data?.pages.flatMap(page => page.items)
  const narrowed = [department, lane, hours, q].some(each => each !== undefined)
  return (
    <div className="page">
      <header className="top">
        <h1>{t('cases-title')}</h1>
        <span className="sub hide-narrow">{t('cases-keys')}</span>
        <Words />
      </header>
      <search className="tools">
        <Filters />
      </search>
      <Suspense fallback={<div className="tools saved" />}>
        <Views />
      </Suspense>
      {query.isError && !items && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {query.isRefetchError && items && (
        <p className="strip" role="status">
          {t('error-stale', { time: clock(new Date(query.errorUpdatedAt).toISOString(), locale) })}{' '}
          <Button className="btn sm" onPress={() => void query.refetch()}>
            {t('try-again')}
          </Button>
        </p>
      )}
      {(items === undefined || items.length > 0) && !(query.isError && !items) && (
        <Scroll label={t('cases-list')}>
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('case-reference')}</th>
                <th scope="col">{t('case-customer')}</th>
                <th scope="col">{t('case-subject')}</th>
                <th scope="col">{t('case-department')}</th>
                <th scope="col" className="right">
                  {t('case-files')}
                </th>
                <th scope="col" className="right">
                  {t('case-newest')}
                </th>
                <th scope="col" className="right">
                  {t('case-age')}
                </th>
              </tr>
            </thead>
            <tbody ref={body} aria-busy={items === undefined}>
              {items === undefined && <Skeleton />}
              {items?.map(item => (
                <tr key={item.id}>
                  <th scope="row">
                    <Link to="/cases/$case" params={{ case: item.id }} className="row-link">
                      <bdi>{visible(item.reference)}</bdi>
                    </Link>
                  </th>
                  <td>{visible(item.customer_name)}</td>
                  <td className="wide">
                    {visible(item.subject)}{' '}
                    {item.state === 'closed' && <span className="tag">{t('state-closed')}</span>}{' '}
                    {item.lanes?.map(lane => (
                      <span key={lane} className="tag sens">
                        {lane.toUpperCase()}
                      </span>
                    ))}{' '}
                    <Unread count={item.unread_messages ?? 0} />{' '}
                    {item.emergency && <span className="tag bad">{t('case-emergency')}</span>}
                  </td>
                  <td>{item.department_name}</td>
                  <td className="right num">{n(item.files)}</td>
                  <td className="right num nowrap">{item.newest_file && <Ago time={item.newest_file} />}</td>
                  <td className="right num nowrap">
                    <Ago time={item.created} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {items?.length === 0 && (
        <p className="empty">
          {narrowed ? (
            <>
              {t('cases-empty-narrowed')}{' '}
              <Link to="/cases" search={{}}>
                {t('cases-clear')}
              </Link>
            </>
          ) : (
            t(mine ? 'cases-empty-mine' : state === 'closed' ? 'cases-empty-closed' : 'cases-empty')
          )}
        </p>
      )}
      {query.hasNextPage && (
        <p className="more">
          <Button className="btn" onPress={() => void query.fetchNextPage()}>
            {t('cases-more')}
          </Button>
        </p>
      )}
    </div>
  )
}

function Unread({ count }: { count: number }) {
  return count > 0 && <span className="tag acc">{t('case-unread', { count, n: n(count) })}</span>
}

function Skeleton() {
  return Array.from({ length: 8 }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
    <tr key={row} className="skeleton">
      <td colSpan={7}>
        <span />
      </td>
    </tr>
  ))
}
