import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import type { LinkInfo, List, SentFile } from '../../core/types'
import { Aside } from './aside'
import { Code } from './code'
import type { Files as FilesView } from './files'
import { LanguageChoice } from './language'
import { client, codeState, forgetPass, keepCode, keepPass, token } from './link'
import type { Log as LogView } from './log'
import type { Messages as MessagesView } from './messages'
import type { Passkeys as PasskeysView } from './passkeys'
import { Problem } from './problem'
import type { Received as ReceivedView } from './received'
import { useSending } from './use-sending'
import { Verify } from './verify'
import { t } from './words'

// Not needed for the first step, and fetched while its reader is busy with it.
const parts = Promise.all([
  import('./files'),
  import('./log'),
  import('./received'),
  import('./messages'),
  import('./passkeys'),
])

type Stage = { name: 'loading' | 'verify' | 'code' | 'files' } | { name: 'problem'; error: ApiError }

export function App() {
  const [stage, setStage] = useState<Stage>({ name: 'loading' })
  const [link, setLink] = useState<LinkInfo>()
  const [before, setBefore] = useState<SentFile[]>([])
  const [passEnded, setPassEnded] = useState(false)
  const [Files, setFiles] = useState<{
    view: typeof FilesView
    log: typeof LogView
    received: typeof ReceivedView
    passkeys: typeof PasskeysView
    messages: typeof MessagesView
  }>()
  const [opened, setLog] = useLogView()
  const log = opened && link?.script !== true
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const mainRef = useRef<HTMLElement>(null)
  const passLost = useCallback(() => {
    forgetPass()
    setPassEnded(true)
    setStage({ name: 'verify' })
  }, [])
  const sending = useSending(passLost)

  const load = useCallback(async () => {
    try {
      if (token === '') throw new ApiError({ status: 404, code: 'link_unknown' })
      const info = await client.get<LinkInfo>('/link')
      setLink(info)
      document.title = t('page-title', { organisation: info.organisation })
      if (!info.verified) {
        setStage({ name: codeState() ? 'code' : 'verify' })
        return
      }
      const sent = await client.get<List<SentFile>>('/link/files')
      setBefore(sent.items.filter(file => file.state === 'received'))
      await sending.open(info)
      sending.queue.sent = sent.items
      const [files, logPart, receivedPart, messagesPart, passkeys] = await parts
      setFiles({
        view: files.Files,
        log: logPart.Log,
        received: receivedPart.Received,
        passkeys: passkeys.Passkeys,
        messages: messagesPart.Messages,
      })
      setPassEnded(false)
      setStage({ name: 'files' })
    } catch (error) {
      const problem = error instanceof ApiError ? error : new ApiError({ status: 0, code: 'offline' })
      if (problem.code === 'pass_required') passLost()
      else setStage({ name: 'problem', error: problem })
    }
  }, [sending, passLost])

  useEffect(() => {
    void load()
  }, [load])

  const entered = (pass: string) => {
    keepPass(pass)
    void load()
  }

  // Each step moves the focus to its field or heading, so that it is read out and Tab starts there.
  const first = useRef(true)
  useEffect(() => {
    if (stage.name === 'loading') return
    const main = mainRef.current
    const target = main?.querySelector<HTMLElement>('input:not([hidden])') ?? main?.querySelector('h1')
    if (!first.current) target?.focus()
    first.current = false
  }, [stage.name])

  return (
    <>
      <header class="head">
        <div>
          <span class="logo" aria-hidden="true">
            {(link?.organisation ?? t('coffer')).slice(0, 1)}
          </span>
          <b>{link?.organisation ?? t('coffer')}</b>
          <LanguageChoice
            chosen={() => {
              if (link) document.title = t('page-title', { organisation: link.organisation })
              redraw(undefined)
            }}
          />
        </div>
      </header>
      <main class="wrap" ref={mainRef}>
        <div class="work">
          {stage.name === 'loading' && <p class="late sub">{t('loading')}</p>}
          {stage.name === 'problem' && <Problem error={stage.error} retry={load} />}
          {stage.name === 'verify' && link && (
            <Verify
              link={link}
              passEnded={passEnded}
              sent={code => {
                keepCode({ contact: code.contact_masked, expires: code.expires })
                setStage({ name: 'code' })
              }}
              entered={entered}
            />
          )}
          {stage.name === 'code' && link && (
            <Code
              link={link}
              back={() => {
                keepCode(undefined)
                setStage({ name: 'verify' })
              }}
              entered={entered}
            />
          )}
          {stage.name === 'files' && link && Files && log && (
            <Files.log organisation={link.organisation} passLost={passLost} back={() => setLog(false)} />
          )}
          {stage.name === 'files' && link && Files && !link.script && !log && (
            <>
              <Files.received link={link} passLost={passLost} />
              <Files.messages link={link} passLost={passLost} />
            </>
          )}
          {stage.name === 'files' && link && Files && link.takes_files && (
            <Files.view
              hidden={log}
              openLog={link.script ? undefined : () => setLog(true)}
              link={link}
              sending={sending}
              before={before}
              refresh={load}
            />
          )}
          {stage.name === 'files' && link && Files && !link.script && !log && (
            <Files.passkeys passLost={passLost} />
          )}
        </div>
        {link && stage.name !== 'problem' && <Aside link={link} />}
      </main>
    </>
  )
}

const LOG = '/log'
const isLog = () => location.pathname.endsWith(LOG)

/** Whether the address is that of the record; going there and back keeps the list of files. */
function useLogView(): [boolean, (open: boolean) => void] {
  const [open, setOpen] = useState(isLog)
  useEffect(() => {
    const moved = () => setOpen(isLog())
    addEventListener('popstate', moved)
    return () => removeEventListener('popstate', moved)
  }, [])
  const go = useCallback((next: boolean) => {
    const base = location.pathname.replace(/\/(log)?$/, '')
    history.pushState(null, '', `${base}${next ? LOG : ''}${location.hash}`)
    setOpen(next)
  }, [])
  return [open, go]
}
