import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import type { RecoveryCodes } from '../../../core/types'
import { accountQuery, client, queries, sessionsQuery } from '../api'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { n, t } from '../words'

export function PasswordAndCodes({ codes }: { codes: number }) {
  return (
    <section className="panel" aria-labelledby="password">
      <div className="panel-head">
        <h2 id="password">{t('password-title')}</h2>
      </div>
      <div className="pad two">
        <Password />
        <Codes left={codes} />
      </div>
    </section>
  )
}

function Password() {
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => client.put('/account/password', { password }),
    onSuccess: async () => {
      setPassword('')
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate()
  }
  return (
    <Form onSubmit={submit}>
      <Field
        label={t('password-new')}
        hint={t('enrol-password-hint')}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
      {change.isError && <PanelError error={change.error} />}
      {change.isSuccess && password === '' && <p role="status">{t('password-changed')}</p>}
      <div>
        <Button type="submit" className="btn">
          {t('password-change')}
        </Button>
      </div>
    </Form>
  )
}

function Codes({ left }: { left: number }) {
  const renew = useMutation({
    mutationFn: () => client.post<RecoveryCodes>('/account/recovery-codes'),
    onSuccess: () => queries.invalidateQueries({ queryKey: accountQuery.queryKey }),
  })
  return (
    <div className="codes">
      <h3>{t('codes-title')}</h3>
      <p>{t('codes-left', { count: left, n: n(left) })}</p>
      <p className="sub">{t('codes-text')}</p>
      {renew.isError && <PanelError error={renew.error} />}
      {renew.data && (
        <>
          <p role="status">{t('codes-once')}</p>
          <CopyField label={t('codes-title')} value={renew.data.codes.join('\n')} />
        </>
      )}
      <Button
        className="btn"
        onPress={() => {
          if (!renew.isPending) renew.mutate()
        }}
      >
        {t('codes-make')}
      </Button>
    </div>
  )
}
