import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button, Checkbox, Form, Heading } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { Case, CaseFile, DeliveriesCreated, NewDelivery } from '../../../core/types'
import { caseFilesQuery, client, stepUpAhead } from '../api'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { FindingTags } from '../parts/tags'
import { n, t } from '../words'
import { isAddress, PickContacts } from './pick-contacts'
import { PickFiles } from './pick-files'
import { contactsQuery, deliveriesQuery } from './queries'
import { UNDO_SECONDS, Waiting } from './waiting'

const DAYS = 14
const HOURS_A_DAY = 24
const NOTE_ROWS = 3

/** Sending files: to whom, what, and what has to be said twice. */
export function Send({ item, close }: { item: Case; close(): void }) {
  const id = item.id
  const cache = useQueryClient()
  const [contacts, setContacts] = useState<string[]>([])
  const [other, setOther] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const [anyway, setAnyway] = useState(false)
  const [waiting, setWaiting] = useState<NewDelivery>()
  const known = useQuery(contactsQuery(id)).data?.items ?? []
  const files = (useQuery(caseFilesQuery(id)).data?.items ?? []).filter(file => chosen.includes(file.id))
  const create = useMutation({
    mutationFn: (body: NewDelivery) =>
      client.post<DeliveriesCreated>(`/cases/${encodeURIComponent(id)}/deliveries`, body),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: deliveriesQuery(id).queryKey }),
        cache.invalidateQueries({ queryKey: contactsQuery(id).queryKey }),
      ]),
    onError: () => setWaiting(undefined),
  })
  const to = [...contacts, ...(isAddress(other.trim()) ? [other.trim()] : [])]
  const grave = files.filter(isGrave)
  const why = whyNot(to, other.trim(), files, grave.length > 0 && !anyway)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (create.isPending || why !== undefined) return
    const data = new FormData(event.currentTarget)
    const note = String(data.get('note')).trim()
    const days = Number(data.get('days'))
    const downloads = Number(data.get('downloads'))
    const body = {
      contacts: to,
      files: chosen,
      accept_findings: anyway,
      accept_new_contacts: to.some(address => !known.some(contact => contact.email === address)),
      ...(note ? { note } : {}),
      ...(days > 0 ? { expires_hours: days * HOURS_A_DAY } : {}),
      ...(downloads > 0 ? { max_downloads: downloads } : {}),
    }
    create.reset()
    // Asked now, not when the time is over and nobody may be looking any more.
    if (await stepUpAhead(2 * UNDO_SECONDS * 1_000)) setWaiting(body)
  }
  if (create.data) return <Sent made={create.data} close={close} />
  return (
    <>
      {waiting && (
        <Waiting
          people={waiting.contacts.length}
          send={() => {
            if (!create.isPending) create.mutate(waiting)
          }}
          undo={() => {
            if (!create.isPending) setWaiting(undefined)
          }}
        />
      )}
      <div hidden={waiting !== undefined}>
        {!waiting && (
          <Heading slot="title">{t('delivery-title', { reference: visible(item.reference) })}</Heading>
        )}
        <Form onSubmit={event => void submit(event)} validationBehavior="aria">
          <PickContacts id={id} chosen={contacts} choose={setContacts} other={other} write={setOther} />
          <PickFiles id={id} chosen={chosen} choose={setChosen} />
          {grave.length > 0 && <Grave files={grave} anyway={anyway} setAnyway={setAnyway} />}
          <Field label={t('delivery-note')} hint={t('delivery-note-hint')} name="note" rows={NOTE_ROWS} />
          <div className="three">
            <Field label={t('request-days')} name="days" inputMode="numeric" defaultValue={String(DAYS)} />
            <Field label={t('delivery-downloads')} name="downloads" inputMode="numeric" defaultValue="5" />
          </div>
          {create.isError && <PanelError error={create.error} />}
          <p className="sub" id="why-not-sent">
            {why}
          </p>
          <div className="acts">
            <Button className="btn" onPress={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" className="btn primary" aria-describedby="why-not-sent">
              {t('delivery-send', { count: to.length, n: n(to.length) })}
            </Button>
          </div>
        </Form>
      </div>
    </>
  )
}

/** Something was found in it, or it could not be checked as a whole. */
const isGrave = (file: CaseFile) =>
  file.scan !== 'pending' && (file.findings.length > 0 || file.scan !== 'clean')

function whyNot(to: string[], other: string, files: CaseFile[], asked: boolean): string | undefined {
  if (other !== '' && !isAddress(other)) return t('request-invalid-email')
  if (to.length === 0) return t('delivery-why-to')
  if (files.length === 0) return t('delivery-why-files')
  if (files.some(file => file.scan === 'pending')) return t('delivery-why-checked')
  if (asked) return t('delivery-why-found')
  return undefined
}

interface GraveProps {
  files: CaseFile[]
  anyway: boolean
  setAnyway(on: boolean): void
}

function Grave({ files, anyway, setAnyway }: GraveProps) {
  return (
    <div className="note sens">
      <p>
        <b>{t('delivery-found', { count: files.length, n: n(files.length) })}</b>
      </p>
      <ul className="delivered">
        {files.map(file => (
          <li key={file.id}>
            <bdi>{visible(file.name)}</bdi> <FindingTags findings={file.findings} />
          </li>
        ))}
      </ul>
      <Checkbox className="check" isSelected={anyway} onChange={setAnyway}>
        <span className="box" aria-hidden="true" />
        {t('delivery-anyway')}
      </Checkbox>
    </div>
  )
}

function Sent({ made, close }: { made: DeliveriesCreated; close(): void }) {
  return (
    <>
      <Heading slot="title">
        {t('delivery-sent', { count: made.items.length, n: n(made.items.length) })}
      </Heading>
      <p>{t('delivery-sent-text')}</p>
      {made.items.map(({ delivery, page_url, mailed }) => (
        <div key={delivery.id}>
          {!mailed && (
            <p className="wrong">{t('delivery-not-mailed', { contact: visible(delivery.contact) })}</p>
          )}
          <CopyField label={visible(delivery.contact)} value={page_url} />
        </div>
      ))}
      <div className="acts">
        <Button className="btn primary" onPress={close} autoFocus>
          {t('close')}
        </Button>
      </div>
    </>
  )
}
