import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button, Dialog, DialogTrigger, Form, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { exactTime } from '../../../core/format'
import type { RolledBack } from '../../../core/types'
import { client } from '../api'
import { useAct } from '../parts/acts'
import { REASON_LEAST } from '../parts/ask'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { locale, n, t } from '../words'
import { BackFiles } from './back-files'
import { atOf, fieldOf } from './moment'

interface Props {
  /** Whose files, as the words are named: a case's, or those that a member touched. */
  of: 'case' | 'member'
  name: string
  /** Where it is asked for. */
  at: string
  /** The time that is proposed; none if nothing suggests one. */
  since?: string | undefined
  /** Names of files, for whom they may be shown to. */
  names?: ReadonlyMap<string, string>
  done(): unknown
}

interface Wanted {
  since: string
  reason: string
}

/** Puts files back to what they were at a time: first says what would change, then does it, then says what was done. */
export function PutBack(props: Props) {
  const { of, name } = props
  const [open, setOpen] = useState(false)
  useAct(t(`back-${of}-offer`, { name }), () => setOpen(true))
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className="btn sm">{t('back')}</Button>
      <ModalOverlay className="overlay">
        <Modal className="modal wide">
          <Dialog className="dialog">{({ close }) => <Steps {...props} close={close} />}</Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  )
}

function Steps({ of, name, at, since, names, done, close }: Props & { close(): void }) {
  const [wanted, setWanted] = useState<Wanted>({ since: fieldOf(since), reason: '' })
  const ask = ({ since, reason }: Wanted, preview: boolean) =>
    client.post<RolledBack>(at, { since: atOf(since), reason, preview })
  const look = useMutation({ mutationFn: (next: Wanted) => ask(next, true) })
  // Also after a run that broke off: what it had put back by then is put back.
  const put = useMutation({ mutationFn: () => ask(wanted, false), onSettled: () => void done() })
  const title = <Heading slot="title">{t(`back-${of}-title`, { name })}</Heading>
  if (put.data)
    return (
      <>
        {title}
        <Summary said={put.data} word="back-done" />
        <BackFiles said={put.data} of={of} names={names} />
        <div className="acts">
          <Button className="btn primary" onPress={close}>
            {t('close')}
          </Button>
        </div>
      </>
    )
  if (look.data)
    return (
      <>
        {title}
        <p className="sub">{t('back-since-is', { time: exactTime(atOf(wanted.since), locale) })}</p>
        <Summary said={look.data} word="back-would" />
        <BackFiles said={look.data} of={of} names={names} />
        {put.isError && (
          <>
            <PanelError error={put.error} />
            <p>{t('back-broke-off')}</p>
          </>
        )}
        <div className="acts">
          <Button className="btn" onPress={close}>
            {t('cancel')}
          </Button>
          <Button className="btn" onPress={() => look.reset()}>
            {t('back-other')}
          </Button>
          {look.data.files.length > 0 && (
            <Button
              className="btn primary"
              onPress={() => {
                if (!put.isPending) put.mutate()
              }}
            >
              {t('back-go', { count: look.data.files.length, n: n(look.data.files.length) })}
            </Button>
          )}
        </div>
      </>
    )
  return (
    <>
      {title}
      <When
        of={of}
        wanted={wanted}
        error={look.error}
        look={next => {
          setWanted(next)
          put.reset()
          if (!look.isPending) look.mutate(next)
        }}
        close={close}
      />
    </>
  )
}

interface WhenProps {
  of: Props['of']
  wanted: Wanted
  error: unknown
  look(wanted: Wanted): void
  close(): void
}

/** Since when, and why. */
function When({ of, wanted, error, look, close }: WhenProps) {
  const [missing, setMissing] = useState({ since: false, reason: false })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const next = { since: String(fields.get('since')), reason: String(fields.get('reason')).trim() }
    const wrong = { since: next.since === '', reason: next.reason.length < REASON_LEAST }
    setMissing(wrong)
    if (!wrong.since && !wrong.reason) look(next)
  }
  return (
    <Form onSubmit={submit} validationBehavior="aria">
      <p>{t(`back-${of}-text`)}</p>
      <p className="sub">{t('back-kept')}</p>
      <Field
        label={t('back-since')}
        hint={t('back-since-hint', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
        name="since"
        type="datetime-local"
        step={1}
        defaultValue={wanted.since}
        autoFocus
        {...(missing.since ? { wrong: t('back-since-missing') } : {})}
      />
      <Field
        label={t('reason')}
        hint={t('reason-hint')}
        name="reason"
        rows={3}
        defaultValue={wanted.reason}
        {...(missing.reason ? { wrong: t('reason-short') } : {})}
      />
      {error !== null && <PanelError error={error} />}
      <div className="acts">
        <Button className="btn" onPress={close}>
          {t('cancel')}
        </Button>
        <Button type="submit" className="btn primary">
          {t('back-look')}
        </Button>
      </div>
    </Form>
  )
}

/** How many files, how many stay as they are and why. */
function Summary({ said, word }: { said: RolledBack; word: string }) {
  const { files, newer, refused } = said
  // Read first: the buttons come after a list that may be long.
  const here = useRef<HTMLDivElement>(null)
  useEffect(() => here.current?.focus(), [])
  return (
    <div ref={here} tabIndex={-1}>
      <p>
        <b>{files.length === 0 ? t('back-nothing') : t(word, { count: files.length, n: n(files.length) })}</b>
      </p>
      {newer > 0 && <p>{t('back-newer', { count: newer, n: n(newer) })}</p>}
      {refused > 0 && <p>{t('back-refused', { count: refused, n: n(refused) })}</p>}
    </div>
  )
}
