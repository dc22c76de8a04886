import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Ban, Check, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { List, Sink } from '../../../core/types'
import { client } from '../api'
import { Crumbs } from '../parts/crumbs'
import { Loaded } from '../parts/loaded'
import { Ago } from '../parts/time'
import { useTitle } from '../parts/title'
import { n, t } from '../words'

/** What is worst comes first. */
const STATES = ['disabled', 'failing', 'ok']
const LOOKS: Record<string, { tone: string; Icon: typeof Check }> = {
  ok: { tone: 'ok', Icon: Check },
  failing: { tone: 'bad', Icon: TriangleAlert },
  disabled: { tone: 'bad', Icon: Ban },
}
const REFETCH = 30_000

/** The places outside that are told what is in the ledger: how far each has got, and what mends one that takes nothing. */
export function SinksPage() {
  const query = useQuery({
    queryKey: ['sinks'],
    queryFn: () => client.get<List<Sink>>('/sinks'),
    refetchInterval: REFETCH,
  })
  useTitle(t('sinks-title'))
  return (
    <div className="page">
      <header className="top">
        <Crumbs>
          <Link to="/health">{t('health-title')}</Link>
          <h1>{t('sinks-title')}</h1>
        </Crumbs>
        <span className="grow" />
        <Button className="btn sm" isDisabled={query.isFetching} onPress={() => void query.refetch()}>
          {t('health-again')}
        </Button>
      </header>
      <div className="stack">
        <Loaded query={query}>{list => <Sinks sinks={list.items} />}</Loaded>
      </div>
    </div>
  )
}

function Sinks({ sinks }: { sinks: Sink[] }) {
  const wrong = sinks.filter(({ state }) => state !== 'ok').length
  const sorted = sinks.toSorted((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state))
  return (
    <section className="panel" aria-labelledby="sinks">
      <h2 id="sinks" aria-live="polite">
        {sinks.length === 0 ? t('sinks-title') : t('sinks-sum', { count: wrong, n: n(wrong) })}
      </h2>
      {sinks.length === 0 ? (
        <p className="empty">{t('sinks-none')}</p>
      ) : (
        <>
          <p className="sub pad">{t('sinks-text')}</p>
          <ul className="requests">
            {sorted.map(sink => (
              <One key={sink.name} sink={sink} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function One({ sink }: { sink: Sink }) {
  const { tone, Icon } = LOOKS[sink.state] ?? { tone: '', Icon: TriangleAlert }
  return (
    <li>
      <div className="grow stack-in">
        <p className="tags">
          <b>{sink.name}</b>
          <span className="tag">{t(`sink-kind-${sink.kind}`)}</span>
          <span className={`tag ${tone}`}>
            <Icon className="i" aria-hidden="true" />
            {t(`sink-state-${sink.state}`)}
          </span>
        </p>
        <p>{takes(sink)}</p>
        <dl className="facts">
          <Fact word="sink-taken">{sink.taken ? <Ago time={sink.taken} /> : t('sink-taken-never')}</Fact>
          <Fact word="sink-behind">{t('sink-entries', { count: sink.behind, n: n(sink.behind) })}</Fact>
          <Fact word="sink-next">{n(sink.next)}</Fact>
          {sink.failing_since && (
            <Fact word="sink-failing-since">
              <Ago time={sink.failing_since} />
            </Fact>
          )}
          {sink.disabled && (
            <Fact word="sink-disabled-since">
              <Ago time={sink.disabled} />
            </Fact>
          )}
        </dl>
        {sink.failure && <p className="quote">{visible(sink.failure)}</p>}
        {sink.mend && <p>{t('health-mend', { mend: sink.mend })}</p>}
      </div>
    </li>
  )
}

/** What it is told, in a sentence. */
function takes(sink: Sink): string {
  const what =
    sink.severity != null
      ? t('sink-takes-alerts', { severity: t(`severity-${sink.severity}`) })
      : t(sink.addresses ? 'sink-takes-addresses' : 'sink-takes-entries', {
          format: t(`sink-format-${sink.format}`),
        })
  return sink.checkpoints ? `${what} ${t('sink-takes-head')}` : what
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd className="num">{children}</dd>
    </div>
  )
}
