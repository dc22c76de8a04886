import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Checkbox,
  Dialog,
  DialogTrigger,
  Form,
  Heading,
  Modal,
  ModalOverlay,
} from 'react-aria-components'
import { visible } from '../../../core/format'
import { type Ceremony, canPasskeys, createPasskey, isDeclined } from '../../../core/passkey'
import type { Passkey } from '../../../core/types'
import { accountQuery, client, queries, sessionsQuery } from '../api'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { t } from '../words'

const changed = async () => {
  await queries.invalidateQueries({ queryKey: accountQuery.queryKey })
  await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
}

export function Passkeys({ passkeys, attested }: { passkeys: Passkey[]; attested: boolean }) {
  return (
    <section className="panel" aria-labelledby="passkeys">
      <div className="panel-head">
        <h2 id="passkeys">{t('passkeys-title')}</h2>
        {canPasskeys() && (
          <DialogTrigger>
            <Button className="btn sm">{t('passkey-add')}</Button>
            <ModalOverlay className="overlay">
              <Modal className="modal">
                <Dialog className="dialog">{({ close }) => <Add close={close} attested={attested} />}</Dialog>
              </Modal>
            </ModalOverlay>
          </DialogTrigger>
        )}
      </div>
      {passkeys.length === 0 && <p className="empty">{t('passkeys-empty')}</p>}
      <ul className="requests">
        {passkeys.map(passkey => (
          <One key={passkey.id} passkey={passkey} />
        ))}
      </ul>
    </section>
  )
}

function One({ passkey }: { passkey: Passkey }) {
  const remove = useMutation({
    mutationFn: () => client.delete(`/passkeys/${passkey.id}`),
    onSuccess: changed,
  })
  const name = visible(passkey.name)
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{name}</bdi>
          </b>{' '}
          {passkey.attested && <span className="tag">{t('passkey-attested')}</span>}{' '}
          {passkey.synced && <span className="tag">{t('passkey-synced')}</span>}
        </p>
        <p className="sub">
          {t('passkey-added')} <Ago time={passkey.created} />
          {passkey.used && (
            <>
              {' · '}
              {t('passkey-used')} <Ago time={passkey.used} />
            </>
          )}
        </p>
      </div>
      <Confirm
        button={t('remove')}
        name={t('passkey-remove-name', { name })}
        title={t('passkey-remove-title', { name })}
        text={t('passkey-remove-text')}
        act={remove}
      />
    </li>
  )
}

function Add({ close, attested }: { close(): void; attested: boolean }) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const form = new FormData(event.currentTarget)
    const name = String(form.get('name'))
    setBusy(true)
    setError(undefined)
    try {
      const { ticket, options } = await client.post<Ceremony>('/passkeys/options', {
        attested: form.get('attested') !== null,
      })
      const credential = await createPasskey(options)
      await client.post<Passkey>('/passkeys', { ticket, credential, name })
      await changed()
      close()
    } catch (caught) {
      if (!isDeclined(caught)) setError(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit}>
      <Heading slot="title">{t('passkey-add')}</Heading>
      <p>{t('passkey-add-text')}</p>
      <Field
        label={t('passkey-name')}
        hint={t('passkey-name-hint')}
        name="name"
        autoComplete="off"
        maxLength={100}
        isRequired
        autoFocus
      />
      {attested && (
        <Checkbox name="attested" className="check">
          <span className="box" aria-hidden="true" />
          {t('passkey-attested-ask')}
        </Checkbox>
      )}
      {error !== undefined && <PanelError error={error} />}
      <div className="acts">
        <Button className="btn" onPress={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" className="btn primary">
          {t('passkey-make')}
        </Button>
      </div>
    </Form>
  )
}
