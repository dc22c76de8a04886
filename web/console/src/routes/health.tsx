import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, TriangleAlert } from 'lucide-react'
import { Button } from 'react-aria-components'
import type { Health, List } from '../../../core/types'
import { client } from '../api'
import { Loaded } from '../parts/loaded'
import { useTitle } from '../parts/title'
import { t } from '../words'

const TONES: Record<string, string> = { ok: 'ok', warning: 'warn', fault: 'bad' }
const REFETCH = 30_000

/** What the server sees of itself: what is at fault comes first, each with what mends it. */
export function HealthPage() {
  const query = useQuery({
    queryKey: ['health'],
    queryFn: () => client.get<List<Health>>('/health'),
    refetchInterval: REFETCH,
  })
  useTitle(t('health-title'))
  return (
    <div className="page">
      <header className="top">
        <h1>{t('health-title')}</h1>
        <span className="grow" />
        <Link to="/sinks" className="btn sm">
          {t('sinks-title')}
        </Link>
        <Button className="btn sm" isDisabled={query.isFetching} onPress={() => void query.refetch()}>
          {t('health-again')}
        </Button>
      </header>
      <div className="stack">
        <Loaded query={query}>{list => <Checks checks={list.items} />}</Loaded>
      </div>
    </div>
  )
}

function Checks({ checks }: { checks: Health[] }) {
  const wrong = checks.filter(check => check.state !== 'ok').length
  const order = Object.keys(TONES).reverse()
  const sorted = checks.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return (
    <section className="panel" aria-labelledby="checks">
      <h2 id="checks" aria-live="polite">
        {t('health-sum', { count: wrong })}
      </h2>
      <ul className="requests">
        {sorted.map(check => (
          <One key={`${check.check} ${check.found}`} check={check} />
        ))}
      </ul>
    </section>
  )
}

function One({ check }: { check: Health }) {
  const Icon = check.state === 'ok' ? Check : TriangleAlert
  return (
    <li>
      <div>
        <p>
          <b>{t(`health-check-${check.check}`)}</b>{' '}
          <span className={`tag ${TONES[check.state] ?? ''}`}>
            <Icon className="i" aria-hidden="true" />
            {t(`health-state-${check.state}`)}
          </span>
        </p>
        <p className="sub">{check.found}</p>
        {check.mend && <p>{t('health-mend', { mend: check.mend })}</p>}
      </div>
    </li>
  )
}
