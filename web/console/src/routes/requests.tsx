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
import { LANGUAGES } from '../../../core/language'
import type { Case, FileRequest, FileRequestCreated, NewFileRequest } from '../../../core/types'
import { client, requestsQuery } from '../api'
import { Asked } from '../asking/asked'
import { asWritten, type Draft, Items, Preview } from '../asking/items'
import { Select } from '../parts/choice'
import { Confirm } from '../parts/confirm'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { locale, n, size, language as speaks, t } from '../words'

const GB = 1_000_000_000
const DAYS = 14

export function Requests({ item }: { item: Case }) {
  const id = item.id
  const open = item.state === 'open'
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
                <Dialog className="dialog">{({ close }) => <NewRequest item={item} close={close} />}</Dialog>
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
        <Asked request={request} caseId={caseId} />
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

/** The page's address such that it opens in a language: the query stands before the secret. */
function inLanguage(url: string, language: string): string {
  const address = new URL(url)
  address.searchParams.set('lang', language)
  return address.href
}

/** A whole number above zero, or nothing for an empty field. */
function whole(text: string): number | undefined | 'wrong' {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  return /^[1-9][0-9]{0,8}$/.test(trimmed) ? Number(trimmed) : 'wrong'
}

function NewRequest({ item, close }: { item: Case; close(): void }) {
  const { id, reference } = item
  const [drafts, setDrafts] = useState<readonly Draft[]>([])
  const [language, setLanguage] = useState<string>(speaks)
  const asked = asWritten(drafts)
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
      asked,
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
        {!create.data.request.script && (
          <CopyField label={t('request-page')} value={inLanguage(create.data.page_url, language)} />
        )}
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
        <Select
          label={t('asking-language')}
          name="language"
          options={Object.entries(LANGUAGES)}
          initial={language}
          change={setLanguage}
        />
        <Items item={item} language={language} drafts={drafts} change={setDrafts} />
        <Preview items={asked} />
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
