import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
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
import { exactTime, longTime, visible } from '../../../core/format'
import type { FileRequest, FileRequestCreated, NewFileRequest } from '../../../core/types'
import { client, requestsQuery } from '../api'
import { Confirm } from '../parts/confirm'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { locale, n, size, t } from '../words'

const GB = 1_000_000_000
const DAYS = 14

export function Requests({ id, reference, open }: { id: string; reference: string; open: boolean }) {
  const query = useQuery(requestsQuery(id))
  const items = query.data?.items
  return (
    <section className="panel" aria-labelledby="requests">
      <div className="panel-head">
        <h2 id="requests">{t('requests-title')}</h2>
        {open && (
          <DialogTrigger>
            <Button className="btn sm">{t('request-new')}</Button>
            <ModalOverlay className="overlay">
              <Modal className="modal">
                <Dialog className="dialog">
                  {({ close }) => <NewRequest id={id} reference={reference} close={close} />}
                </Dialog>
              </Modal>
            </ModalOverlay>
          </DialogTrigger>
        )}
      </div>
      {query.isError && !items && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {!items && query.isPending && <p className="late sub pad">{t('loading')}</p>}
      {items?.length === 0 && <p className="empty">{t('requests-empty')}</p>}
      <ul className="requests">
        {items?.map(request => (
          <Request key={request.id} request={request} caseId={id} />
        ))}
      </ul>
    </section>
  )
}

function Request({ request, caseId }: { request: FileRequest; caseId: string }) {
  const used = t('files-count', { count: request.used_files, n: n(request.used_files) })
  return (
    <li>
      <div>
        <p>
          <b>
            <bdi>{visible(request.contact)}</bdi>
          </b>{' '}
          <span className={`tag ${request.state === 'open' ? 'acc' : ''}`}>
            {t(`request-state-${request.state}`)}
          </span>{' '}
          {request.script && <span className="tag">{t('request-script-tag')}</span>}
        </p>
        <p className="sub num">
          {t('request-used', { files: used, size: size(request.used_bytes) })} ·{' '}
          <time dateTime={request.expires} title={exactTime(request.expires, locale)}>
            {t('request-until', { time: longTime(request.expires, locale) })}
          </time>
        </p>
      </div>
      {request.state === 'open' && <Withdraw request={request} caseId={caseId} />}
    </li>
  )
}

function Withdraw({ request, caseId }: { request: FileRequest; caseId: string }) {
  const cache = useQueryClient()
  const withdraw = useMutation({
    mutationFn: () => client.delete<FileRequest>(`/requests/${request.id}`),
    onSuccess: () => cache.invalidateQueries({ queryKey: requestsQuery(caseId).queryKey }),
  })
  const contact = visible(request.contact)
  return (
    <Confirm
      button={t('request-withdraw')}
      name={t('request-withdraw-name', { contact })}
      title={t('request-withdraw-title', { contact })}
      text={t('request-withdraw-text')}
      act={withdraw}
    />
  )
}

/** A whole number above zero, or nothing for an empty field. */
function whole(text: string): number | undefined | 'wrong' {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return /^[1-9][0-9]{0,8}$/.test(trimmed) ? Number(trimmed) : 'wrong'
}

function NewRequest({ id, reference, close }: { id: string; reference: string; close(): void }) {
  const cache = useQueryClient()
  const [script, setScript] = useState(false)
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const create = useMutation({
    mutationFn: (body: NewFileRequest) =>
      client.post<FileRequestCreated>(`/cases/${encodeURIComponent(id)}/requests`, body),
    onSuccess: () => cache.invalidateQueries({ queryKey: requestsQuery(id).queryKey }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (create.isPending) return
    const data = new FormData(event.currentTarget)
    const contact = String(data.get('contact')).trim()
    const days = whole(String(data.get('days')))
    const files = whole(String(data.get('files')))
    const gigabytes = whole(String(data.get('gigabytes')))
    const found: Record<string, string> = {}
    if (!/^[^\s@]+@[^\s@]+$/.test(contact)) found.contact = t('request-invalid-email')
    if (days === 'wrong') found.days = t('request-invalid-number')
    if (files === 'wrong') found.files = t('request-invalid-number')
    if (gigabytes === 'wrong') found.gigabytes = t('request-invalid-number')
    setWrong(found)
    if (days === 'wrong' || files === 'wrong' || gigabytes === 'wrong' || found.contact) return
    create.mutate({
      contact,
      script,
      ...(days ? { expires_hours: days * 24 } : {}),
      ...(files ? { max_files: files } : {}),
      ...(gigabytes ? { max_bytes: gigabytes * GB } : {}),
    })
  }
  if (create.data) {
    return (
      <>
        <Heading slot="title">{t('request-created-title')}</Heading>
        <p>{t('request-created-text', { contact: visible(create.data.request.contact) })}</p>
        {!create.data.request.script && <CopyField label={t('request-page')} value={create.data.page_url} />}
        <CopyField label={t('request-upload')} value={create.data.upload_url} />
        <div className="acts">
          <Button className="btn primary" onPress={close} autoFocus>
            {t('close')}
          </Button>
        </div>
      </>
    )
  }
  const problem = (name: string) => (wrong[name] === undefined ? {} : { wrong: wrong[name] })
  return (
    <>
      <Heading slot="title">{t('request-title', { reference: visible(reference) })}</Heading>
      <Form onSubmit={submit} validationBehavior="aria">
        <Field
          label={t('request-contact')}
          hint={t('request-contact-hint')}
          name="contact"
          type="email"
          autoFocus
          {...problem('contact')}
        />
        <div className="three">
          <Field
            label={t('request-days')}
            name="days"
            inputMode="numeric"
            defaultValue={String(DAYS)}
            {...problem('days')}
          />
          <Field label={t('request-files')} name="files" inputMode="numeric" {...problem('files')} />
          <Field
            label={t('request-gigabytes')}
            name="gigabytes"
            inputMode="numeric"
            {...problem('gigabytes')}
          />
        </div>
        <Checkbox className="check" isSelected={script} onChange={setScript}>
          <span className="box" aria-hidden="true" />
          {t('request-script')}
        </Checkbox>
        {create.isError && <PanelError error={create.error} />}
        <div className="acts">
          <Button className="btn" onPress={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" className="btn primary">
            {t('request-create')}
          </Button>
        </div>
      </Form>
    </>
  )
}
