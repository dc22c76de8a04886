import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { AskAccess, BreakGlass } from '../access/ask-access'
import { GrantCard } from '../access/grant'
import { grantsQuery, requestsOfAccess } from '../access/queries'
import { RequestCard } from '../access/request'
import { meQuery } from '../api'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { useTitle } from '../parts/title'
import type { AccessView } from '../router'
import { t } from '../words'

/** Access that is not one's own: what one asked for, what others ask, what is open, what is to be reviewed. */
export function AccessPage() {
  const { ask, answer, review } = useOffered()
  const views: AccessView[] = [
    ...(ask ? (['mine'] as const) : []),
    ...(answer ? (['answer'] as const) : []),
    ...(answer || review ? (['grants'] as const) : []),
    ...(review ? (['review'] as const) : []),
  ]
  const { view = views[0] } = useSearch({ from: '/shell/access' })
  useTitle(t('access-title'))
  return (
    <div className="page">
      <header className="top">
        <h1>{t('access-title')}</h1>
        <span className="grow" />
        {ask && (
          <>
            <BreakGlass />
            <AskAccess />
          </>
        )}
      </header>
      <div className="tools">
        <nav className="views" aria-label={t('access-views')}>
          {views.map(each => (
            <Link
              key={each}
              to="/access"
              search={{ view: each }}
              aria-current={each === view ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {t(`access-view-${each}`)}
            </Link>
          ))}
        </nav>
      </div>
      <div className="stack">
        {view === 'mine' && <Mine />}
        {view === 'answer' && <ToAnswer />}
        {view === 'grants' && <Grants live empty="grants-empty" title="grants-live" />}
        {view === 'review' && <Grants review empty="review-empty" title="access-view-review" />}
      </div>
    </div>
  )
}

function Requests({ title, empty, others }: { title: string; empty: string; others?: true }) {
  const { data: me } = useQuery(meQuery)
  const query = useQuery(requestsOfAccess(others ? { waiting: true } : { mine: true }))
  return (
    <section className="panel" aria-labelledby="asked">
      <h2 id="asked">{t(title)}</h2>
      <Loaded query={query}>
        {data => {
          const items = data.items.filter(request => !others || request.member.id !== me?.member.id)
          return items.length === 0 ? (
            <p className="empty">{t(empty)}</p>
          ) : (
            <ul className="requests">
              {items.map(request => (
                <RequestCard key={request.id} request={request} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </section>
  )
}

const Mine = () => (
  <>
    <Grants mine empty="grants-mine-empty" title="grants-mine" />
    <Requests title="access-asked" empty="access-asked-empty" />
  </>
)

const ToAnswer = () => <Requests title="access-view-answer" empty="access-answer-empty" others />

interface GrantsProps {
  title: string
  empty: string
  mine?: true
  live?: true
  review?: true
}

function Grants({ title, empty, mine, live, review }: GrantsProps) {
  const query = useQuery(
    grantsQuery({
      ...(mine ? { mine } : {}),
      ...(live ? { live } : {}),
      ...(review ? { to_review: true as const } : {}),
    }),
  )
  return (
    <section className="panel" aria-labelledby={title}>
      <h2 id={title}>{t(title)}</h2>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t(empty)}</p>
          ) : (
            <ul className="requests">
              {items.map(grant => (
                <GrantCard key={grant.id} grant={grant} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
