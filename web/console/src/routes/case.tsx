import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { visible } from '../../../core/format'
import type { Case } from '../../../core/types'
import { AskAccess, BreakGlass } from '../access/ask-access'
import { AccessBanner } from '../access/banner'
import { caseQuery, isDenied } from '../api'
import { CaseAccess } from '../case/access'
import { CaseActivity } from '../case/activity'
import { CaseActs } from '../case/acts'
import { ErasedCase, useErasedNow } from '../case/erase-case'
import { Files } from '../case/files'
import { Keeping, StillSealed } from '../case/keeping'
import { useNeighbours } from '../case/neighbours'
import { Deliveries } from '../delivery/list'
import { CaseMessages } from '../messages/list'
import { Count } from '../parts/count'
import { Crumbs } from '../parts/crumbs'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { useRecent } from '../parts/recent'
import { Ago } from '../parts/time'
import { useTitle } from '../parts/title'
import { CASE_VIEWS, type CaseView } from '../router'
import { t } from '../words'
import { Requests } from './requests'

export function CasePage() {
  const { case: id } = useParams({ from: '/shell/cases/$case' })
  const { view = 'files' } = useSearch({ from: '/shell/cases/$case' })
  const query = useQuery(caseQuery(id))
  const { ledger } = useOffered()
  const item = query.data
  useTitle(item && visible(item.reference))
  useRecent('case', item && `${visible(item.reference)} ${visible(item.customer_name)}`, `/cases/${id}`)
  useNeighbours(id)
  // A reference leads here too; everything about the case is kept under its id.
  const navigate = useNavigate()
  useEffect(() => {
    if (item && item.id !== id)
      void navigate({ to: '/cases/$case', params: { case: item.id }, search: true, replace: true })
  }, [navigate, item, id])
  // Access that ended takes what was shown with it.
  if (query.isError && (!item || isDenied(query.error)))
    return <NotYours id={id} error={query.error} retry={() => void query.refetch()} />
  if (!item) return <p className="late alone sub">{t('loading')}</p>
  const views: CaseView[] = CASE_VIEWS.filter(each => each !== 'activity' || ledger)
  return (
    <div className="page">
      <header className="top">
        <Crumbs>
          <b>
            <bdi>{visible(item.reference)}</bdi> <bdi>{visible(item.customer_name)}</bdi>
          </b>
        </Crumbs>
        <span className="tag">{t(`state-${item.state}`)}</span>
        {item.held && <span className="tag warn">{t('case-held')}</span>}
        {item.sealed && <span className="tag warn">{t('case-sealed')}</span>}
        {item.lanes?.map(lane => (
          <span key={lane} className="tag sens">
            {lane.toUpperCase()}
          </span>
        ))}
      </header>
      <AccessBanner item={item} />
      <StillSealed id={item.id} />
      <div className="case">
        <div className="case-head">
          <h1>{item.erased ? t('case-erased') : visible(item.subject)}</h1>
          <p className="sub">
            {visible(item.department_name)} · {t('case-members', { count: item.members.length })} ·{' '}
            {t('case-opened')} <Ago time={item.created} />
          </p>
          <CaseActs item={item} />
        </div>
        {item.erased ? (
          <ErasedCase id={item.id} />
        ) : (
          <>
            <nav className="views" aria-label={t('case-views')}>
              {views.map(each => (
                <Link
                  key={each}
                  to="/cases/$case"
                  params={{ case: id }}
                  search={each === 'files' ? {} : { view: each }}
                  aria-current={each === view ? 'page' : undefined}
                  activeOptions={{ exact: true }}
                >
                  {t(`case-view-${each}`)}
                  {each === 'messages' && <Count count={item.unread_messages ?? 0} word="messages-unread" />}
                </Link>
              ))}
            </nav>
            <View item={item} view={view} />
          </>
        )}
      </div>
    </div>
  )
}

function View({ item, view }: { item: Case; view: CaseView }) {
  if (view === 'messages') return <CaseMessages item={item} />
  if (view === 'access') return <CaseAccess item={item} />
  if (view === 'activity') return <CaseActivity id={item.id} />
  return (
    <>
      <Files item={item} />
      <Deliveries item={item} />
      <Requests item={item} />
    </>
  )
}

/** Why the case is not shown, and what can be done about it: ask others, or break the glass. */
function NotYours({ id, error, retry }: { id: string; error: unknown; retry(): void }) {
  const { ask } = useOffered()
  const denied = isDenied(error)
  const erased = useErasedNow(id)
  return (
    <>
      {erased ? (
        <div className="alone">
          <ErasedCase id={id} />
        </div>
      ) : (
        <PanelError error={error} retry={retry} page />
      )}
      {denied && ask && !erased && (
        <div className="alone stack-in">
          <p className="measure">{t('access-offer')}</p>
          <div className="acts start">
            <AskAccess of={{ id }} />
            <BreakGlass of={{ id }} />
          </div>
        </div>
      )}
      {denied && !erased && (
        <div className="stack">
          <Keeping id={id} />
        </div>
      )}
    </>
  )
}
