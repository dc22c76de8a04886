import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import {
  HeartPulse,
  Hourglass,
  Inbox,
  Keyboard,
  KeyRound,
  LogOut,
  ScrollText,
  Search,
  ShieldAlert,
  Siren,
  SlidersHorizontal,
  UserRound,
  Users,
} from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { requestsOfAccess } from '../access/queries'
import { openAlertsQuery } from '../alerts/queries'
import { client, meQuery, queries } from '../api'
import { listen } from '../news'
import { useAct } from '../parts/acts'
import { Count } from '../parts/count'
import { useKeys } from '../parts/keys'
import { LanguageChoice } from '../parts/language'
import { Notices } from '../parts/notices'
import { PanelError } from '../parts/problem'
import { forgetRecent } from '../parts/recent'
import { StepUp } from '../parts/step-up-when-asked'
import { type Offered, offered } from '../roles'
import { SIGN_IN } from '../router'
import { t } from '../words'

/** The key that begins shortcuts on this kind of keyboard. */
const MOD = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

const loadPalette = () => import('../palette/palette')
const Palette = lazy(loadPalette)
const KeyList = lazy(() => import('../parts/key-list'))
const ReportOdd = lazy(() => import('../alerts/report-odd'))

function initials(name: string): string {
  const parts = name.split(/[\s.]+/).filter(Boolean)
  return parts
    .slice(0, 2)
    .map(part => [...part][0]?.toUpperCase())
    .join('')
}

export function Shell() {
  const { data: me } = useQuery(meQuery)
  const navigate = useNavigate()
  const [keys, setKeys] = useState(false)
  const [palette, setPalette] = useState(false)
  const [report, setReport] = useState<'closed' | 'open' | 'done'>('closed')
  useAct(t('report-button'), () => setReport('open'))
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      if (event.key.toLowerCase() !== 'k') return
      event.preventDefault()
      // Not over a dialog that waits for an answer.
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null) setPalette(true)
    }
    addEventListener('keydown', pressed)
    // What is typed right after the key is meant for the palette: it had better be there.
    void loadPalette()
    return () => removeEventListener('keydown', pressed)
  }, [])
  useEffect(listen, [])
  const [error, setError] = useState<unknown>()
  const may: Partial<Offered> = me ? offered(me) : {}
  useKeys({
    '?': () => setKeys(true),
    'g c': () => void navigate({ to: '/cases' }),
    'g r': () => void navigate({ to: '/access' }),
    ...(may.alerts ? { 'g a': () => void navigate({ to: '/alerts' }) } : {}),
    ...(may.ledger ? { 'g l': () => void navigate({ to: '/ledger' }) } : {}),
  })
  if (!me) return null
  const signOut = async () => {
    setError(undefined)
    try {
      await client.delete('/session')
      queries.clear()
      forgetRecent()
      await navigate({ to: SIGN_IN })
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <nav className="rail" aria-label={t('nav-label')}>
        <p className="org">
          <span className="logo" aria-hidden="true">
            {me.organisation.slice(0, 1)}
          </span>
          <span>{me.organisation}</span>
        </p>
        <Button className="jump" onPress={() => setPalette(true)}>
          <Search className="i" aria-hidden="true" />
          <span className="grow">{t('palette-open')}</span>
          <kbd className="kbd">{t('palette-key', { key: MOD })}</kbd>
        </Button>
        <Link to="/cases" className="to">
          <Inbox className="i" aria-hidden="true" />
          {t('nav-cases')}
        </Link>
        {(may.ask || may.answer || may.review) && <AccessLink counts={may.answer === true} />}
        {may.alerts && <AlertsLink />}
        {may.ledger && (
          <Link to="/ledger" className="to">
            <ScrollText className="i" aria-hidden="true" />
            {t('ledger-title')}
          </Link>
        )}
        {may.health && (
          <Link to="/health" className="to">
            <HeartPulse className="i" aria-hidden="true" />
            {t('health-title')}
          </Link>
        )}
        {may.due && (
          <Link to="/due" className="to">
            <Hourglass className="i" aria-hidden="true" />
            {t('due-title')}
          </Link>
        )}
        {(may.policies || may.people) && <p className="rail-head">{t('nav-organisation')}</p>}
        {may.people && (
          <Link to="/people" className="to">
            <Users className="i" aria-hidden="true" />
            {t('people-title')}
          </Link>
        )}
        {may.policies && (
          <Link to="/policies" className="to">
            <SlidersHorizontal className="i" aria-hidden="true" />
            {t('policies-title')}
          </Link>
        )}
        <div className="me">
          <p>
            <span className="av" aria-hidden="true">
              {initials(me.member.name)}
            </span>
            <span>
              <b>{me.member.name}</b>
              <br />
              {me.department_name}
            </span>
          </p>
          <Link to="/account" className="to">
            <UserRound className="i" aria-hidden="true" />
            {t('nav-account')}
          </Link>
          <Button className="to" onPress={() => setReport('open')}>
            <Siren className="i" aria-hidden="true" />
            {t('report-button')}
          </Button>
          <p className={report === 'done' ? 'sub' : 'sr'} role="status">
            {report === 'done' && t('report-done')}
          </p>
          <LanguageChoice className="to" />
          <Button className="to" onPress={() => setKeys(true)}>
            <Keyboard className="i" aria-hidden="true" />
            {t('keys-title')}
          </Button>
          <Button className="to" onPress={signOut}>
            <LogOut className="i" aria-hidden="true" />
            {t('signout')}
          </Button>
        </div>
      </nav>
      <main className="main" id="content" tabIndex={-1}>
        <Notices />
        {error !== undefined && <PanelError error={error} />}
        <Outlet />
      </main>
      <StepUp />
      <Suspense fallback={<div className="overlay" />}>
        {keys && <KeyList close={() => setKeys(false)} />}
        {palette && <Palette close={() => setPalette(false)} />}
        {report === 'open' && <ReportOdd closed={() => setReport('closed')} done={() => setReport('done')} />}
      </Suspense>
    </div>
  )
}

function AlertsLink() {
  const waiting = useQuery(openAlertsQuery).data?.items ?? []
  const grave = waiting.some(({ severity }) => severity === 'high' || severity === 'critical')
  return (
    <Link to="/alerts" className="to">
      <ShieldAlert className="i" aria-hidden="true" />
      {t('alerts-title')}
      <Count count={waiting.length} grave={grave} word="nav-alerts-open" />
    </Link>
  )
}

function AccessLink({ counts }: { counts: boolean }) {
  const { data: me } = useQuery(meQuery)
  const { data } = useQuery({ ...requestsOfAccess({ waiting: true }), enabled: counts })
  const waiting =
    data?.items.filter(({ member, kind }) => member.id !== me?.member.id && kind !== 'unseal') ?? []
  return (
    <Link to="/access" className="to">
      <KeyRound className="i" aria-hidden="true" />
      {t('access-title')}
      <Count count={waiting.length} word="nav-access-waiting" />
    </Link>
  )
}
