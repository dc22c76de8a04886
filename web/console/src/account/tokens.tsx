import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import {
  Button,
  Checkbox,
  CheckboxGroup,
  Dialog,
  DialogTrigger,
  Form,
  Heading,
  Label,
  Modal,
  ModalOverlay,
} from 'react-aria-components'
import { exactTime, longTime, visible } from '../../../core/format'
import type { Token, TokenCreated } from '../../../core/types'
import { client, queries, tokensQuery } from '../api'
import { Confirm } from '../parts/confirm'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { Once } from '../parts/once'
import { PanelError } from '../parts/problem'
import { locale, t } from '../words'

const SCOPES = ['view', 'work', 'originals', 'administer'] as const
const DAYS = 30

const changed = () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey })

export function Tokens() {
  const { data, error } = useQuery(tokensQuery)
  return (
    <section className="panel" aria-labelledby="tokens">
      <div className="panel-head">
        <h2 id="tokens">{t('tokens-title')}</h2>
        <DialogTrigger>
          <Button className="btn sm">{t('token-new')}</Button>
          <ModalOverlay className="overlay">
            <Modal className="modal">
              <Dialog className="dialog">{({ close }) => <New close={close} />}</Dialog>
            </Modal>
          </ModalOverlay>
        </DialogTrigger>
      </div>
      {error && !data && <PanelError error={error} />}
      {data?.items.length === 0 && <p className="empty">{t('tokens-empty')}</p>}
      <ul className="requests">
        {data?.items.map(token => (
          <One key={token.id} token={token} />
        ))}
      </ul>
    </section>
  )
}

function One({ token }: { token: Token }) {
  const end = useMutation({ mutationFn: () => client.delete(`/tokens/${token.id}`), onSuccess: changed })
  const name = visible(token.label)
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{name}</bdi>
          </b>
        </p>
        <p className="sub">
          {token.scopes.map(scope => t(`scope-${scope}`)).join(', ')} ·{' '}
          <time dateTime={token.expires} title={exactTime(token.expires, locale)}>
            {t('request-until', { time: longTime(token.expires, locale) })}
          </time>
        </p>
      </div>
      <Confirm
        button={t('token-end')}
        name={t('token-end-name', { name })}
        title={t('token-end-title', { name })}
        text={t('token-end-text')}
        act={end}
      />
    </li>
  )
}

function New({ close }: { close(): void }) {
  const [scopes, setScopes] = useState<string[]>(['view'])
  const make = useMutation({
    mutationFn: (label: string) => client.post<TokenCreated>('/tokens', { label, scopes, days: DAYS }),
    onSuccess: changed,
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const label = String(new FormData(event.currentTarget).get('label'))
    if (!make.isPending) make.mutate(label)
  }
  if (make.data) {
    return (
      <Once title={t('token-made')} text={t('token-once')} close={close}>
        <CopyField label={t('token-secret')} value={make.data.token} />
      </Once>
    )
  }
  return (
    <Form onSubmit={submit}>
      <Heading slot="title">{t('token-new')}</Heading>
      <Field
        label={t('token-label')}
        hint={t('token-label-hint')}
        name="label"
        autoComplete="off"
        isRequired
        autoFocus
      />
      <CheckboxGroup value={scopes} onChange={setScopes} isRequired>
        <Label>{t('token-scopes')}</Label>
        {SCOPES.map(scope => (
          <Checkbox key={scope} value={scope} className="check">
            <span className="box" aria-hidden="true" />
            {t(`scope-${scope}`)}
          </Checkbox>
        ))}
      </CheckboxGroup>
      {make.isError && <PanelError error={make.error} />}
      <div className="acts">
        <Button className="btn" onPress={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" className="btn primary">
          {t('token-make')}
        </Button>
      </div>
    </Form>
  )
}
