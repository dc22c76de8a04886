import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { Inbox, Keyboard, LogOut, UserRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components'
import { client, meQuery, queries } from '../api'
import { KeyList, useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { StepUp } from '../parts/step-up'
import { t } from '../words'

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
  const [error, setError] = useState<unknown>()
  useKeys({ '?': () => setKeys(true), 'g c': () => void navigate({ to: '/cases' }) })
  if (!me) return null
  const signOut = async () => {
    setError(undefined)
    try {
      await client.delete('/session')
      queries.clear()
      await navigate({ to: '/signin' })
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
        <Link to="/cases" className="to">
          <Inbox className="i" aria-hidden="true" />
          {t('nav-cases')}
        </Link>
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
        {error !== undefined && <PanelError error={error} />}
        <Outlet />
      </main>
      <KeyList isOpen={keys} onOpenChange={setKeys} />
      <StepUp />
    </div>
  )
}
