import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useRef } from 'react'
import { visible } from '../../../core/format'
import type { Member } from '../../../core/types'
import { moveIn, useKeys } from '../parts/keys'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { Scroll } from '../parts/scroll'
import { useTitle } from '../parts/title'
import { departmentsQuery, membersQuery } from '../parts/who'
import { AddMember } from '../people/add-member'
import { Departments } from '../people/departments'
import { MemberTag } from '../people/member-tag'
import { n, t } from '../words'

const STATES = ['active', 'invited', 'locked', 'left'] as const

export function People() {
  const { q = '', state } = useSearch({ from: '/shell/people' })
  const navigate = useNavigate({ from: '/people' })
  const members = useQuery(membersQuery)
  const { administer } = useOffered()
  useTitle(t('people-title'))
  useKeys({ '/': () => document.querySelector<HTMLElement>('#filter')?.focus() })
  const wanted = (member: Member) =>
    (state === undefined || member.state === state) &&
    `${member.name} ${member.email}`.toLowerCase().includes(q.trim().toLowerCase())
  return (
    <div className="page">
      <header className="top">
        <h1>{t('people-title')}</h1>
        <span className="grow" />
        {administer && <AddMember />}
      </header>
      <div className="tools">
        <nav className="views" aria-label={t('cases-filter-state')}>
          {[undefined, ...STATES].map(each => (
            <Link
              key={each ?? 'all'}
              to="/people"
              search={({ state: _, ...old }) => (each ? { ...old, state: each } : old)}
              aria-current={each === state ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {t(`member-state-${each ?? 'all'}`)}
            </Link>
          ))}
        </nav>
        <label className="select">
          <span>{t('people-filter')}</span>
          <input
            id="filter"
            className="input"
            type="search"
            defaultValue={q}
            onChange={event => {
              const next = event.currentTarget.value
              void navigate({
                search: ({ q: _, ...old }) => (next ? { ...old, q: next } : old),
                replace: true,
              })
            }}
          />
        </label>
      </div>
      <Loaded query={members}>{({ items }) => <Table items={items.filter(wanted)} />}</Loaded>
      <div className="stack">
        <Departments />
      </div>
    </div>
  )
}

function Table({ items }: { items: Member[] }) {
  const departments = useQuery(departmentsQuery)
  const body = useRef<HTMLTableSectionElement>(null)
  useKeys({ j: () => moveIn(body.current, 1), k: () => moveIn(body.current, -1) })
  const department = (id: string) => departments.data?.items.find(each => each.id === id)?.name ?? ''
  if (items.length === 0) return <p className="empty">{t('people-empty')}</p>
  return (
    <Scroll label={t('people-list')}>
      <table className="grid">
        <caption className="sr">{t('people-count', { count: items.length, n: n(items.length) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('member-name')}</th>
            <th scope="col">{t('member-email')}</th>
            <th scope="col">{t('case-department')}</th>
            <th scope="col">{t('member-roles')}</th>
            <th scope="col">{t('cases-filter-state')}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {items.map(member => (
            <tr key={member.id}>
              <th scope="row">
                <Link to="/people/$member" params={{ member: member.id }} className="row-link">
                  <bdi>{visible(member.name)}</bdi>
                </Link>
              </th>
              <td>{visible(member.email)}</td>
              <td>{visible(department(member.department))}</td>
              <td>{member.roles.map(role => t(`role-${role}`)).join(', ')}</td>
              <td>
                <MemberTag state={member.state} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
