import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { clock, visible } from '../../../core/format'
import type { Case, List } from '../../../core/types'
import { client } from '../api'
import { Select } from '../parts/choice'
import { moveIn, useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { departmentsQuery } from '../parts/who'
import { locale, n, t } from '../words'

const STATES = ['open', 'closed', 'all'] as const

export function Cases() {
  const { state = 'open', mine = false, department } = useSearch({ from: '/shell/cases' })
  const navigate = useNavigate({ from: '/cases' })
  const query = useInfiniteQuery({
    queryKey: ['cases', state, mine],
    queryFn: ({ pageParam }) =>
      client.get<List<Case>>('/cases', {
        query: {
          state: state === 'all' ? undefined : state,
          mine: mine ? true : undefined,
          after: pageParam,
        },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
    refetchInterval: 30_000,
  })
  const body = useRef<HTMLTableSectionElement>(null)
  useKeys({ j: () => moveIn(body.current, 1), k: () => moveIn(body.current, -1) })
  useEffect(() => {
    document.title = t('page-title-in', { what: t('cases-title'), organisation: t('coffer') })
  }, [])

  const departments = useQuery(departmentsQuery).data?.items ?? []
  const items = query.data?.pages
    .flatMap(page => page.items)
    .filter(item => department === undefined || item.department === department)
  return (
    <div className="page">
      <header className="top">
        <h1>{t('cases-title')}</h1>
      </header>
      <div className="tools">
        <ToggleButtonGroup
          className="segments"
          aria-label={t('cases-filter-state')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[state]}
          onSelectionChange={keys => {
            const next = [...keys][0] as (typeof STATES)[number]
            void navigate({ search: old => withState(old, next) })
          }}
        >
          {STATES.map(each => (
            <ToggleButton key={each} id={each} className="segment">
              {t(`state-${each}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <ToggleButtonGroup
          className="segments"
          aria-label={t('cases-scope')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[mine ? 'mine' : 'all']}
          onSelectionChange={keys => {
            const next = keys.has('mine')
            void navigate({ search: ({ mine: _, ...old }) => (next ? { ...old, mine: true as const } : old) })
          }}
        >
          <ToggleButton id="all" className="segment">
            {t('cases-all')}
          </ToggleButton>
          <ToggleButton id="mine" className="segment">
            {t('cases-mine')}
          </ToggleButton>
        </ToggleButtonGroup>
        {departments.length > 1 && (
          <Select
            key={department}
            label={t('case-department')}
            name="department"
            initial={department ?? ''}
            options={[
              ['', t('cases-departments-all')],
              ...departments.map(({ id, name }) => [id, visible(name)] as const),
            ]}
            change={next =>
              void navigate({
                search: ({ department: _, ...old }) => (next ? { ...old, department: next } : old),
              })
            }
          />
        )}
        <span className="sub grow hide-narrow">{t('cases-keys')}</span>
      </div>
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
        <div className="scroll">
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
                    {item.emergency && <span className="tag bad">{t('case-emergency')}</span>}
                  </td>
                  <td>{item.department_name}</td>
                  <td className="right num">{n(item.files)}</td>
                  <td className="right num nowrap">
                    <Ago time={item.created} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {items?.length === 0 && <p className="empty">{mine ? t('cases-empty-mine') : t('cases-empty')}</p>}
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

function withState<S extends { state?: 'closed' | 'all' }>(old: S, next: (typeof STATES)[number]) {
  const { state: _, ...rest } = old
  return next === 'open' ? rest : { ...rest, state: next }
}

function Skeleton() {
  return Array.from({ length: 8 }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
    <tr key={row} className="skeleton">
      <td colSpan={6}>
        <span />
      </td>
    </tr>
  ))
}
