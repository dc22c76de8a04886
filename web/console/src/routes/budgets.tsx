import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { bytes, exactTime, longTime, visible } from '../../../core/format'
import type { Budget, BudgetList, BudgetRaise } from '../../../core/types'
import { budgetsQuery } from '../alerts/queries'
import { EndRaise, RaiseBudget } from '../alerts/raise-budget'
import { Crumbs } from '../parts/crumbs'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { useTitle } from '../parts/title'
import { useNames } from '../parts/who'
import { locale, n, t } from '../words'

const KINDS = ['originals', 'working_copies'] as const

/** How much goes out in an hour, to a member and out of a case, and for whom it is more for a time. */
export function BudgetsPage() {
  const query = useQuery(budgetsQuery)
  const { decideAlerts } = useOffered()
  useTitle(t('budgets-title'))
  return (
    <div className="page">
      <header className="top">
        <Crumbs>
          <Link to="/alerts">{t('alerts-title')}</Link>
          <h1>{t('budgets-title')}</h1>
        </Crumbs>
        <span className="grow" />
        {decideAlerts && <RaiseBudget />}
      </header>
      <div className="stack">
        <Loaded query={query}>
          {budgets => (
            <>
              <Configured budgets={budgets} />
              <Raised raises={budgets.raises} />
            </>
          )}
        </Loaded>
      </div>
    </div>
  )
}

function Configured({ budgets }: { budgets: BudgetList }) {
  return (
    <section className="panel" aria-labelledby="configured">
      <h2 id="configured">{t('budgets-configured')}</h2>
      <p className="sub pad">{t('budgets-text')}</p>
      <table className="grid">
        <caption className="sr">{t('budgets-configured')}</caption>
        <thead>
          <tr>
            {['budgets-what', 'budgets-member', 'budgets-case'].map(word => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {KINDS.map(kind => (
            <tr key={kind}>
              <th scope="row">{t(`budgets-${kind}`)}</th>
              <td className="num">{amount(budgets[`member_${kind}`])}</td>
              <td className="num">{amount(budgets[`case_${kind}`])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function amount({ files, bytes: most }: Budget): string {
  const counted = t('budgets-files', { count: files, n: n(files) })
  return most == null ? counted : t('budgets-or', { files: counted, bytes: bytes(most, locale) })
}

function Raised({ raises }: { raises: BudgetRaise[] }) {
  return (
    <section className="panel" aria-labelledby="raised">
      <h2 id="raised">{t('budgets-raised')}</h2>
      {raises.length === 0 ? (
        <p className="empty">{t('budgets-none-raised')}</p>
      ) : (
        <ul className="requests">
          {raises.map(raise => (
            <Raise key={raise.of} raise={raise} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Raise({ raise }: { raise: BudgetRaise }) {
  const name = useNames()
  const { decideAlerts } = useOffered()
  const member = raise.of.startsWith('mem_')
  const whose = name(raise.of)
  return (
    <li className="ask-card">
      <div className="grow">
        <p>
          <b>
            {member ? (
              whose
            ) : (
              <Link to="/cases/$case" params={{ case: raise.of }}>
                {raise.of}
              </Link>
            )}
          </b>{' '}
          <span className="tag warn">{t('budgets-times', { n: n(raise.factor) })}</span>
        </p>
        <p>
          <bdi>{visible(raise.reason)}</bdi>
        </p>
        <p className="sub" title={exactTime(raise.until, locale)}>
          {t('budgets-until', {
            who: name(raise.by ?? 'operator'),
            time: longTime(raise.until, locale),
          })}
        </p>
      </div>
      {decideAlerts && (
        <div className="acts">
          <EndRaise of={raise.of} whose={whose} />
        </div>
      )}
    </li>
  )
}
