import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { exactTime, longTime, visible } from '../../../core/format'
import type { Alert } from '../../../core/types'
import { AlertActs } from '../alerts/acts'
import { Clocks } from '../alerts/clocks'
import { Containments } from '../alerts/containments'
import { DecoyTouched } from '../alerts/decoy-touched'
import { Evidence } from '../alerts/evidence'
import { alertQuery } from '../alerts/queries'
import { RaiseBudget } from '../alerts/raise-budget'
import { SeverityTag } from '../alerts/severity'
import { meQuery } from '../api'
import { AlertFiles } from '../back/offers'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { Ago } from '../parts/time'
import { useTitle } from '../parts/title'
import { useNames } from '../parts/who'
import { locale, n, t } from '../words'

/** The rule that tells of wall `W16-budget`. */
const OVER_BUDGET = 'D26-budget'

export function AlertPage() {
  const { alert: id } = useParams({ from: '/shell/alerts/$alert' })
  const { state } = useSearch({ from: '/shell/alerts' })
  const query = useQuery(alertQuery(id))
  useTitle(query.data?.title)
  return (
    <div className="reading">
      <Link to="/alerts" search={state === undefined ? {} : { state }} className="back">
        <ChevronLeft className="i" aria-hidden="true" />
        {t('alerts-title')}
      </Link>
      <Loaded query={query}>{alert => <One alert={alert} />}</Loaded>
    </div>
  )
}

function One({ alert }: { alert: Alert }) {
  const name = useNames()
  const { data: me } = useQuery(meQuery)
  const { decideAlerts, people } = useOffered()
  const own = me !== undefined && alert.member === me.member.id
  return (
    <>
      <p className="tags">
        <SeverityTag severity={alert.severity} />
        <span className="tag">
          {t(`alert-state-${alert.state}`)}
          {alert.verdict && `: ${t(`verdict-${alert.verdict}`)}`}
        </span>
        <span className="tag">{t('alert-rule', { rule: alert.rule })}</span>
      </p>
      <h1 className="claim">{alert.title}</h1>
      <p className="measure">{alert.advice}</p>
      {decideAlerts && (own ? <p className="note">{t('alert-own')}</p> : <AlertActs alert={alert} />)}
      <OverBudget alert={alert} offered={decideAlerts === true && !own} />
      {decideAlerts && <DecoyTouched alert={alert} />}
      {decideAlerts && !own && <AlertFiles alert={alert} />}
      <Compared alert={alert} />
      <Containments alert={alert} decides={decideAlerts === true && !own && alert.state !== 'closed'} />
      <Clocks alert={alert} decides={decideAlerts === true && !own} />
      <Evidence alert={alert} />
      <section aria-labelledby="facts">
        <h2 id="facts">{t('alert-facts')}</h2>
        <dl className="facts">
          <Fact word="alert-about">
            {alert.member &&
              (people ? (
                <Link to="/people/$member" params={{ member: alert.member }}>
                  <bdi>{name(alert.member)}</bdi>
                </Link>
              ) : (
                <bdi>{name(alert.member)}</bdi>
              ))}
          </Fact>
          <Fact word="alert-source">{alert.source}</Fact>
          <Fact word="alert-session">{alert.session && <code>{alert.session}</code>}</Fact>
          <Fact word="alert-case">{alert.case && <code>{alert.case}</code>}</Fact>
          <Fact word="alert-request">{alert.request && <code>{alert.request}</code>}</Fact>
          <Fact word="alert-at">
            <time dateTime={alert.at} title={exactTime(alert.at, locale)}>
              {longTime(alert.at, locale)}
            </time>
          </Fact>
          <Fact word="alert-assignee">{alert.assignee && name(alert.assignee)}</Fact>
          <Fact word="alert-attack">{alert.attack.length > 0 && alert.attack.join(', ')}</Fact>
        </dl>
      </section>
      <Notes alert={alert} />
    </>
  )
}

/** Who asked for more than the hour's budget may need more: it is raised from here. */
function OverBudget({ alert, offered }: { alert: Alert; offered: boolean }) {
  const name = useNames()
  if (alert.rule !== OVER_BUDGET) return null
  return (
    <section aria-labelledby="budget">
      <h2 id="budget">{t('budgets-title')}</h2>
      <p className="measure">
        {t('budgets-alert')} <Link to="/budgets">{t('budgets-see')}</Link>
      </p>
      {offered && (
        <div className="acts start">
          {alert.member && <RaiseBudget of={alert.member} whose={name(alert.member)} />}
          {alert.case && <RaiseBudget of={alert.case} whose={alert.case} />}
        </div>
      )}
    </section>
  )
}

function Fact({ word, children }: { word: string; children: React.ReactNode }) {
  if (!children) return null
  return (
    <div>
      <dt>{t(word)}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** What was counted beside what it takes: the longer of the two fills the line. */
function Compared({ alert }: { alert: Alert }) {
  const most = Math.max(alert.measured, alert.threshold, 1)
  const bars = [
    { word: t('alert-measured'), value: alert.measured, tone: 'over' },
    { word: t('alert-threshold'), value: alert.threshold, tone: '' },
  ]
  return (
    <section aria-labelledby="compared">
      <h2 id="compared">{t('alert-compared', { watch: alert.watch })}</h2>
      <dl className="bars num">
        {bars.map(({ word, value, tone }) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>
              <span className={`bar ${tone}`} style={{ inlineSize: `${(value / most) * 100}%` }} />
              <b>{n(value)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Notes({ alert }: { alert: Alert }) {
  const name = useNames()
  if (!alert.notes || alert.notes.length === 0) return null
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">{t('alert-notes')}</h2>
      <ul className="notes">
        {alert.notes.map(note => (
          <li key={`${note.at}${note.text}`}>
            <p>{visible(note.text)}</p>
            <p className="sub">
              {note.by ? name(note.by) : t('who-operator')} · <Ago time={note.at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
