import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import type { Me } from '../../../core/types'
import { client, meQuery, queries } from '../api'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { t } from '../words'

export function SignIn() {
  const { next, ended } = useSearch({ from: '/signin' })
  const navigate = useNavigate()
  const router = useRouter()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    document.title = t('page-title-in', { what: t('signin-title'), organisation: t('coffer') })
  }, [])

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const data = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      const me = await client.post<Me>('/session', {
        email: String(data.get('email')).trim(),
        password: String(data.get('password')),
        code: String(data.get('code')).replace(/\s/g, ''),
      })
      queries.clear()
      queries.setQueryData(meQuery.queryKey, me)
      if (next) router.history.push(next)
      else await navigate({ to: '/cases' })
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  const wrong = error instanceof ApiError && error.code === 'sign_in_failed'
  return (
    <main className="door">
      <h1>{t('signin-title')}</h1>
      {ended && <p className="note warn">{t('signin-ended')}</p>}
      <Form onSubmit={submit}>
        <Field
          label={t('signin-email')}
          name="email"
          type="email"
          autoComplete="username"
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
        <Field
          label={t('signin-code')}
          hint={t('signin-code-hint')}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9 ]{6,8}"
          mono
          isRequired
        />
        {wrong && (
          <p role="alert" className="wrong">
            {t('signin-failed')}
          </p>
        )}
        {error !== undefined && !wrong && <PanelError error={error} />}
        <Button type="submit" className="btn primary">
          {busy ? t('signin-busy') : t('signin-button')}
        </Button>
      </Form>
    </main>
  )
}
