import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Button, Dialog, DialogTrigger, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { visible } from '../../../core/format'
import type { DecoyCredential } from '../../../core/types'
import { client, queries } from '../api'
import { useAct } from '../parts/acts'
import { Choice } from '../parts/choice'
import { CopyField } from '../parts/copy'
import { Field } from '../parts/field'
import { Once } from '../parts/once'
import { PanelError } from '../parts/problem'
import { type Wrong, wrongField } from '../parts/wrong'
import { t } from '../words'
import { decoysQuery } from './queries'

const KINDS = ['token', 'account', 'file'] as const

/** What has to be said of each kind. */
const FIELDS: Record<string, readonly string[]> = {
  token: ['place'],
  account: ['email', 'place'],
  file: ['case', 'name', 'content'],
}

/** A button that sets a decoy out; the secret of a token or an account is shown once. */
export function SetOutDecoy() {
  const [open, setOpen] = useState(false)
  useAct(t('decoys-set-out'), () => setOpen(true))
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="btn">{t('decoys-set-out')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal">
          <Dialog className="dialog">{({ close }) => <SetOut close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function SetOut({ close }: { close(): void }) {
  const doing = useMutation({
    mutationFn: setOut,
    onSuccess: made => {
      void queries.invalidateQueries({ queryKey: decoysQuery.queryKey })
      if (made === undefined) close()
    },
  })
  return doing.data ? <SetOutOnce made={doing.data} close={close} /> : <Ask doing={doing} close={close} />
}

/** Sets out what the fields say. A file has no secret. */
async function setOut(fields: FormData): Promise<DecoyCredential | undefined> {
  const said = (name: string) => String(fields.get(name) ?? '').trim()
  const kind = said('kind')
  if (kind === 'file') {
    const content = String(fields.get('content') ?? '')
    await client.post(`/cases/${encodeURIComponent(said('case'))}/decoys`, { name: said('name'), content })
    return undefined
  }
  const email = kind === 'account' ? { email: said('email') } : {}
  return client.post<DecoyCredential>('/decoys', { kind, place: said('place'), ...email })
}

function wrong(error: unknown): Wrong | undefined {
  if (error instanceof ApiError && error.code === 'decoy_exists')
    return { field: 'email', why: error.message }
  // Only the case is looked up.
  if (error instanceof ApiError && error.status === 404) return { field: 'case', why: t('decoys-no-case') }
  return wrongField(error)
}

interface AskProps {
  doing: UseMutationResult<DecoyCredential | undefined, Error, FormData>
  close(): void
}

function Ask({ doing, close }: AskProps) {
  const [kind, setKind] = useState<string>('token')
  const form = useRef<HTMLFormElement>(null)
  const fields = FIELDS[kind] ?? []
  const refused = wrong(doing.error)
  const beside = refused && fields.includes(refused.field) ? refused : undefined
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (doing.isPending) return
    doing.mutate(new FormData(event.currentTarget), {
      onError: error => {
        const field = form.current?.elements.namedItem(wrong(error)?.field ?? '')
        if (field instanceof HTMLElement) field.focus()
      },
    })
  }
  return (
    <Form ref={form} onSubmit={submit} validationBehavior="aria">
      <Heading slot="title">{t('decoys-set-out')}</Heading>
      <Choice
        legend={t('decoys-kind')}
        name="kind"
        initial={kind}
        change={setKind}
        options={KINDS.map(value => ({
          value,
          label: t(`decoys-kind-${value}`),
          hint: t(`decoys-kind-${value}-hint`),
        }))}
      />
      {fields.map(name => (
        <Field
          key={name}
          label={t(`decoys-${name}`)}
          hint={t(`decoys-${name}-hint`)}
          name={name}
          autoComplete="off"
          mono={name === 'content' || name === 'case'}
          {...(name === 'content' ? { rows: 5 } : {})}
          {...(beside?.field === name ? { wrong: beside.why } : {})}
        />
      ))}
      {doing.isError && !beside && <PanelError error={doing.error} />}
      <div className="acts">
        <Button className="btn" onPress={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" className="btn primary">
          {t('decoys-set-out')}
        </Button>
      </div>
    </Form>
  )
}

function SetOutOnce({ made, close }: { made: DecoyCredential; close(): void }) {
  return (
    <Once
      title={t(`decoys-made-${made.kind}`)}
      text={t('decoys-once', { place: visible(made.place) })}
      close={close}
    >
      {made.email && <CopyField label={t('decoys-email')} value={made.email} />}
      <CopyField label={t(`decoys-secret-${made.kind}`)} value={made.secret} />
    </Once>
  )
}
