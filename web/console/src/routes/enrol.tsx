import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { type Ceremony, canPasskeys, createPasskey, isDeclined } from '../../../core/passkey'
import type { EnrolOffer, Me } from '../../../core/types'
import { client, meQuery, queries } from '../api'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { Qr } from '../parts/qr'
import { t } from '../words'

const SHORTEST = 15

export function Enrol() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [offer, setOffer] = useState<EnrolOffer>()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = t('page-title-in', { what: t('enrol-title'), organisation: t('coffer') })
  }, [])
  useEffect(() => {
    if (offer) heading.current?.focus()
  }, [offer])
  if (token === '') {
    return (
      <main className="door">
        <h1>{t('enrol-no-token-title')}</h1>
        <p>{t('enrol-no-token')}</p>
      </main>
    )
  }
  return (
    <main className="door">
      <h1 tabIndex={-1} ref={heading}>
        {offer ? t('enrol-factor-title') : t('enrol-title')}
      </h1>
      {offer ? (
        <Factor token={token} offer={offer} />
      ) : (
        <>
          {canPasskeys() && <ByPasskey token={token} />}
          <Password token={token} chosen={setOffer} />
        </>
      )}
    </main>
  )
}

function ByPasskey({ token }: { token: string }) {
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const make = async () => {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      const { ticket, options } = await client.post<Ceremony>('/session/enrol/passkey/options', { token })
      const credential = await createPasskey(options)
      const name = t('enrol-passkey-name')
      const me = await client.post<Me>('/session/enrol/passkey', { token, ticket, credential, name })
      queries.clear()
      queries.setQueryData(meQuery.queryKey, me)
      await navigate({ to: '/cases' })
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught)
      setBusy(false)
    }
  }
  return (
    <>
      <p>{t('enrol-passkey-text')}</p>
      {error !== undefined && <EnrolProblem error={error} />}
      <Button className="btn primary" onPress={make}>
        {t('enrol-passkey')}
      </Button>
      <p className="or">{t('enrol-or')}</p>
    </>
  )
}

function Password({ token, chosen }: { token: string; chosen(offer: EnrolOffer): void }) {
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const missing = SHORTEST - [...password].length
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (missing > 0 || busy) return
    setBusy(true)
    setError(undefined)
    try {
      chosen(await client.post<EnrolOffer>('/session/enrol', { token, password }))
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit} validationBehavior="aria">
      <Field
        label={t('enrol-password')}
        hint={t('enrol-password-hint')}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        isRequired
        autoFocus
        {...(tried && missing > 0 ? { wrong: t('enrol-password-short', { count: missing }) } : {})}
      />
      {error !== undefined && <EnrolProblem error={error} />}
      <Button type="submit" className="btn primary">
        {t('enrol-next')}
      </Button>
    </Form>
  )
}

function Factor({ token, offer }: { token: string; offer: EnrolOffer }) {
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const code = String(new FormData(event.currentTarget).get('code')).replace(/\s/g, '')
    setBusy(true)
    setError(undefined)
    try {
      const me = await client.post<Me>('/session/enrol/confirm', { token, code })
      queries.clear()
      queries.setQueryData(meQuery.queryKey, me)
      await navigate({ to: '/cases' })
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit}>
      <p>{t('enrol-factor-text', { email: offer.email })}</p>
      <Qr text={offer.otpauth_url} label={t('enrol-qr')} />
      <CopyField label={t('enrol-secret')} value={offer.totp_secret.replace(/(.{4})(?=.)/g, '$1 ')} />
      <Field
        label={t('enrol-code')}
        hint={t('enrol-code-hint')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9 ]{6,8}"
        mono
        isRequired
      />
      {error !== undefined && <EnrolProblem error={error} />}
      <Button type="submit" className="btn primary">
        {t('enrol-confirm')}
      </Button>
    </Form>
  )
}

function EnrolProblem({ error }: { error: unknown }) {
  const status = error instanceof ApiError ? error.status : 0
  const code = error instanceof ApiError ? error.code : ''
  if (code === 'sign_in_failed' || code === 'code_wrong') {
    return (
      <p role="alert" className="wrong">
        {t('enrol-failed')}
      </p>
    )
  }
  if (status === 404 || status === 410) {
    return (
      <p role="alert" className="wrong">
        {t('enrol-expired')}
      </p>
    )
  }
  return <PanelError error={error} />
}
