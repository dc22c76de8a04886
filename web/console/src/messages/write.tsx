import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import type { MessageSent } from '../../../core/types'
import { client } from '../api'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { n, t } from '../words'
import { messagesQuery } from './queries'

const ROWS = 5

interface Props {
  /** Id or reference of the case. */
  id: string
  initial?: string
  /** It was sent. */
  done?(): void
}

/** Writing to the contacts of a case. */
export function Write({ id, initial = '', done }: Props) {
  const cache = useQueryClient()
  const [text, setText] = useState(initial)
  const send = useMutation({
    mutationFn: () => client.post<MessageSent>(`/cases/${encodeURIComponent(id)}/messages`, { text }),
    onSuccess: () => {
      setText('')
      done?.()
      return cache.invalidateQueries({ queryKey: messagesQuery(id).queryKey })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (!send.isPending && text.trim() !== '') send.mutate()
  }
  const told = send.data?.told ?? 0
  return (
    <Form onSubmit={submit} validationBehavior="aria" className="stack-in">
      <Field
        label={t('message-label')}
        hint={t('message-hint')}
        rows={ROWS}
        value={text}
        onChange={setText}
        autoFocus={initial !== ''}
      />
      {send.isError && <PanelError error={send.error} />}
      <div className="acts start">
        <Button type="submit" className="btn primary" isDisabled={text.trim() === '' || send.isPending}>
          {t('message-send')}
        </Button>
        <span role="status" className="sub">
          {send.isSuccess && t('message-told', { count: told, n: n(told) })}
        </span>
      </div>
    </Form>
  )
}
