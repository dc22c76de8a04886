import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button, Dialog, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { type Ceremony, isDeclined, showPasskey } from '../../../core/passkey'
import type { Me } from '../../../core/types'
import { client, meQuery, queries } from '../api'
import { t } from '../words'
import { Field } from './field'
import { PanelError } from './problem'
import { Providers } from './providers'

/** Asks once more who is there, with what began the session. */
export default function StepUpDialog({ end }: { end(shown: boolean): void }) {
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={isOpen => !isOpen && end(false)} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{t('stepup-title')}</Heading>
          <p>{t('stepup-text')}</p>
          <Ways shown={() => end(true)} />
          <div className="acts">
            <Button className="btn" onPress={() => end(false)}>
              {t('cancel')}
            </Button>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Ways({ shown }: { shown(): void }) {
  const { data: me } = useQuery(meQuery)
  switch (me?.session?.factors) {
    case 'passkey':
      return <ByPasskey shown={shown} />
    case 'password_totp':
      return <ByPassword shown={shown} />
    case 'identity_provider':
      return <AtProvider shown={shown} />
    default:
      return <p>{t('stepup-again')}</p>
  }
}

function taken(me: Me, shown: () => void): void {
  queries.setQueryData(meQuery.queryKey, me)
  shown()
}

function ByPasskey({ shown }: { shown(): void }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const show = async () => {
    if (busy) return
    setBusy(true)
    setError(undefined)
    try {
      const { ticket, options } = await client.post<Ceremony>('/session/step-up/options')
      const credential = await showPasskey(options)
      taken(await client.post<Me>('/session/step-up', { ticket, credential }), shown)
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught)
      setBusy(false)
    }
  }
  return (
    <>
      {error !== undefined && <Refused error={error} />}
      <Button className="btn primary" autoFocus onPress={show}>
        {t('passkey-use')}
      </Button>
    </>
  )
}

/** The journey goes on in a page beside this one, so that nothing here is lost; the browser has the new session then. */
function AtProvider({ shown }: { shown(): void }) {
  const [error, setError] = useState<unknown>()
  const [early, setEarly] = useState(false)
  const look = async () => {
    setError(undefined)
    try {
      const me = await client.get<Me>('/session')
      if (me.session?.stepped_up_until) taken(me, shown)
      else setEarly(true)
    } catch (caught) {
      setError(caught)
    }
  }
  return (
    <>
      <p>{t('stepup-provider')}</p>
      <Providers again />
      {early && (
        <p role="alert" className="wrong">
          {t('stepup-provider-early')}
        </p>
      )}
      {error !== undefined && <Refused error={error} />}
      <Button className="btn primary" onPress={() => void look()}>
        {t('stepup-button')}
      </Button>
    </>
  )
}

function ByPassword({ shown }: { shown(): void }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const data = new FormData(event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      const body = {
        password: String(data.get('password')),
        code: String(data.get('code')).replace(/\s/g, ''),
      }
      taken(await client.post<Me>('/session/step-up', body), shown)
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit}>
      <Field
        label={t('signin-password')}
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
        autoFocus
      />
      <Field
        label={t('signin-code')}
        hint={t('stepup-code-hint')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        pattern="[0-9 ]{6,8}"
        mono
        isRequired
      />
      {error !== undefined && <Refused error={error} />}
      <Button type="submit" className="btn primary">
        {t('stepup-button')}
      </Button>
    </Form>
  )
}

function Refused({ error }: { error: unknown }) {
  if (!(error instanceof ApiError && error.code === 'sign_in_failed')) return <PanelError error={error} />
  return (
    <p role="alert" className="wrong">
      {t('signin-failed')}
    </p>
  )
}
