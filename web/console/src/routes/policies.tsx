import '../words-office'
import { Link, useSearch } from '@tanstack/react-router'
import { useTitle } from '../parts/title'
import { Asking } from '../policies/asking'
import { History } from '../policies/history'
import { Own } from '../policies/own'
import { Rules } from '../policies/rules'
import { POLICY_VIEWS } from '../router'
import { t } from '../words'

const PARTS = { rules: Rules, own: Own, history: History, ask: Asking }

export function PoliciesPage() {
  const { view = 'rules' } = useSearch({ from: '/shell/policies' })
  useTitle(t('policies-title'))
  const Part = PARTS[view]
  return (
    <div className="page">
      <header className="top">
        <h1>{t('policies-title')}</h1>
      </header>
      <div className="tools">
        <nav className="views" aria-label={t('policies-views')}>
          {POLICY_VIEWS.map(each => (
            <Link
              key={each}
              to="/policies"
              search={{ view: each }}
              aria-current={each === view ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              {t(`policies-view-${each}`)}
            </Link>
          ))}
        </nav>
      </div>
      <div className="stack">
        <Part />
      </div>
    </div>
  )
}
