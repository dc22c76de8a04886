import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { type Ceremony, canAutofill, canPasskeys, isDeclined, showPasskey } from '../../../core/passkey'
import type { Me } from '../../../core/types'
import { client, meQuery, queries } from '../api'
import { Field } from '../parts/field'
import { LanguageChoice } from '../parts/language'
import { PanelError } from '../parts/problem'
import { Providers } from '../parts/providers'
import { t } from '../words'

/** A ceremony has five minutes; one that waits in the address field is begun anew before they are over. */
const RENEW_MS = 240_000

async function byPasskey(signal?: AbortSignal, waiting?: boolean): Promise<Me> {
  const { ticket, options } = await client.post<Ceremony>('/session/passkey/options')
  const credential = await showPasskey(options, signal, waiting)
  return client.post<Me>('/session/passkey', { ticket, credential })
}

export function SignIn() {
  const { next, ended, provider } = useSearch({ from: '/signin' })
  const navigate = useNavigate()
  const router = useRouter()
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    document.title = t('page-title-in', { what: t('signin-title'), organisation: t('coffer') })
  }, [])
  const signedIn = async (me: Me) => {
    queries.clear()
    queries.setQueryData(meQuery.queryKey, me)
    // Who came by a recovery code came to set up a new way in.
    if (me.aal < 2) await navigate({ to: '/account' })
    else if (next) router.history.push(next)
    else await navigate({ to: '/cases' })
  }
  const wrong = error instanceof ApiError && error.code === 'sign_in_failed'
  return (
    <main className="door">
      <h1>{t('signin-title')}</h1>
      {ended && <p className="note warn">{t('signin-ended')}</p>}
      <Providers outcome={provider} next={next} />
      {canPasskeys() && <ByPasskey signedIn={signedIn} failed={setError} />}
      <ByPassword signedIn={signedIn} failed={setError} />
      {wrong && (
        <p role="alert" className="wrong">
          {t('signin-failed')}
        </p>
      )}
      {error !== undefined && !wrong && <PanelError error={error} />}
      <LanguageChoice />
    </main>
  )
}

interface Way {
  signedIn(me: Me): Promise<void>
  failed(error: unknown): void
}

/** The browser offers keys in the address field by itself; the button asks for one at once. */
function ByPasskey({ signedIn, failed }: Way) {
  const [asking, setAsking] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a press begins anew; the ways out stay the same
  useEffect(() => {
    const ends = new AbortController()
    let waits = new AbortController()
    const wait = async () => {
      try {
        if (!asking && !(await canAutofill())) return
        const me = await byPasskey(asking ? ends.signal : waits.signal, !asking)
        if (!ends.signal.aborted) await signedIn(me)
      } catch (caught) {
        if (ends.signal.aborted) return
        if (!isDeclined(caught)) failed(caught)
        if (asking) setAsking(false)
      }
    }
    void wait()
    const timer = setInterval(() => {
      if (asking) return
      waits.abort()
      waits = new AbortController()
      void wait()
    }, RENEW_MS)
    return () => {
      clearInterval(timer)
      ends.abort()
      waits.abort()
    }
  }, [asking])
  return (
    <>
      <Button
        className="btn"
        onPress={() => {
          failed(undefined)
          setAsking(true)
        }}
      >
        {t('passkey-use')}
      </Button>
      <p className="or">{t('signin-or')}</p>
    </>
  )
}

function ByPassword({ signedIn, failed }: Way) {
  const [busy, setBusy] = useState(false)
  const [lost, setLost] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const data = new FormData(event.currentTarget)
    setBusy(true)
    failed(undefined)
    try {
      const me = await client.post<Me>('/session', {
        email: String(data.get('email')).trim(),
        password: String(data.get('password')),
        code: String(data.get('code')).replace(/\s/g, ''),
      })
      await signedIn(me)
    } catch (caught) {
      failed(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit}>
      <Field
        label={t('signin-email')}
        name="email"
        type="email"
        autoComplete="username webauthn"
        isRequired
        autoFocus
      />
      <Field
        label={t('signin-password')}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
      />
      {lost ? (
        <Field
          key="recovery"
          label={t('signin-recovery')}
          hint={t('signin-recovery-hint')}
          name="code"
          autoComplete="off"
          mono
          isRequired
        />
      ) : (
        <Field
          key="code"
          label={t('signin-code')}
          hint={t('signin-code-hint')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,8}"
          mono
          isRequired
        />
      )}
      <Button type="submit" className="btn primary">
        {busy ? t('signin-busy') : t('signin-button')}
      </Button>
      <Button className="btn" onPress={() => setLost(!lost)}>
        {lost ? t('signin-use-code') : t('signin-use-recovery')}
      </Button>
    </Form>
  )
}
