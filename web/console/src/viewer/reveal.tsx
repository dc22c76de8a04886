import { Eye } from 'lucide-react'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Button, Dialog, DialogTrigger, Form, Heading, Popover } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { Finding, Revealed } from '../../../core/types'
import { client } from '../api'
import { Field } from '../parts/field'
import { PanelError } from '../parts/problem'
import { t, typeName } from '../words'

const SHORTEST_REASON = 10

interface Props {
  file: string
  finding: Finding
  isOpen: boolean
  onOpenChange(open: boolean): void
}

/** Shows one original value for a while. The value is in this component's state only: no cache, no address. */
export function Reveal({ file, finding, isOpen, onOpenChange }: Props) {
  const [value, setValue] = useState<Revealed>()
  // The button comes back where the focus was, unless the reader has gone elsewhere.
  const [again, setAgain] = useState(false)
  const hide = useCallback((focused: boolean) => {
    setAgain(focused)
    setValue(undefined)
  }, [])
  if (value) return <Value revealed={value} hide={hide} />
  return (
    <>
      <DialogTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
        <Button className="btn sm" autoFocus={again}>
          <Eye className="i" aria-hidden="true" />
          {t('reveal-button')}
        </Button>
        <Popover
          className="popover"
          placement="bottom end"
          // Inside the main landmark: the hidden buttons that close it would otherwise be outside of all.
          UNSTABLE_portalContainer={document.getElementById('content') ?? document.body}
        >
          <Dialog className="dialog">
            <Ask
              file={file}
              finding={finding}
              shown={revealed => {
                onOpenChange(false)
                setValue(revealed)
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <p className="rec">{t('reveal-recorded-short')}</p>
    </>
  )
}

function Ask({ file, finding, shown }: { file: string; finding: Finding; shown(revealed: Revealed): void }) {
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const short = [...reason.trim()].length < SHORTEST_REASON
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (short || busy) return
    setBusy(true)
    setError(undefined)
    try {
      const { finding: number, pseudonym } = finding
      const body = { finding: number, pseudonym, reason: reason.trim() }
      shown(await client.post<Revealed>(`/files/${file}/reveal`, body))
    } catch (caught) {
      setError(caught)
      setBusy(false)
    }
  }
  return (
    <Form onSubmit={submit} validationBehavior="aria">
      <Heading slot="title">{t('reveal-title', { type: typeName(finding.type) })}</Heading>
      <Field
        label={t('reveal-reason')}
        value={reason}
        onChange={setReason}
        autoFocus
        autoComplete="off"
        {...(tried && short ? { wrong: t('reveal-reason-hint') } : { hint: t('reveal-reason-hint') })}
      />
      <p className="rec">{t('reveal-recorded')}</p>
      {error !== undefined && <PanelError error={error} />}
      <Button type="submit" className="btn primary">
        {t('reveal-confirm')}
      </Button>
    </Form>
  )
}

function Value({ revealed, hide }: { revealed: Revealed; hide(focused: boolean): void }) {
  const [left, setLeft] = useState(revealed.show_seconds)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Its answer, a promise in newer browsers, must not be taken for a clean-up.
    void box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    const end = () => hide(box.current?.contains(document.activeElement) ?? false)
    const until = Date.now() + revealed.show_seconds * 1000
    const timer = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000)
      setLeft(seconds)
      if (seconds <= 0) end()
    }, 250)
    // A value left open in another tab or behind a locked screen is a value lost.
    const away = () => {
      if (document.visibilityState === 'hidden') end()
    }
    document.addEventListener('visibilitychange', away)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', away)
    }
  }, [revealed, hide])
  return (
    <div className="revealed" ref={box}>
      <p className="sr" role="status">
        {t('reveal-value')}
      </p>
      <pre className="mono">
        <bdi>{visible(revealed.value)}</bdi>
      </pre>
      <progress max={revealed.show_seconds} value={left} aria-label={t('reveal-hides', { seconds: left })} />
      <p className="num">
        <span className="sub">{t('reveal-hides', { seconds: left })}</span>
        <Button className="btn sm" autoFocus onPress={() => hide(true)}>
          {t('reveal-hide')}
        </Button>
      </p>
    </div>
  )
}
