import type { TargetedInputEvent } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { CodeSent, LinkInfo, PassCreated } from '../../core/types'
import { codeProblem } from './code-problem'
import { client, codeState, keepCode } from './link'
import { t } from './words'

const AGAIN_SECONDS = 30

interface Props {
  link: LinkInfo
  back(): void
  entered(pass: string): void
}

export function Code({ link, back, entered }: Props) {
  const [code, setCode] = useState('')
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const [again, setAgain] = useState(AGAIN_SECONDS)
  const [note, setNote] = useState<string>()
  const input = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const timer = setInterval(() => setAgain(left => Math.max(0, left - 1)), 1000)
    return () => clearInterval(timer)
  }, [])

  const submit = async (digits: string) => {
    if (busy) return
    if (digits.length !== 6) {
      setWrong(t('code-incomplete'))
      input.current?.focus()
      return
    }
    setBusy(true)
    setWrong(undefined)
    try {
      entered((await client.post<PassCreated>('/link/verify', { code: digits })).pass)
    } catch (error) {
      setWrong(codeProblem(error, link.organisation))
      setBusy(false)
      input.current?.select()
    }
  }
  const typed = (event: TargetedInputEvent<HTMLInputElement>) => {
    const digits = event.currentTarget.value.replace(/\D/g, '').slice(0, 6)
    event.currentTarget.value = digits
    setCode(digits)
    setWrong(undefined)
    if (digits.length === 6) void submit(digits)
  }
  const sendAgain = async () => {
    if (again > 0) return
    setAgain(AGAIN_SECONDS)
    try {
      const sent = await client.post<CodeSent>('/link/code')
      keepCode({ contact: sent.contact_masked, expires: sent.expires })
      setNote(t('code-again-done'))
      setWrong(undefined)
    } catch (error) {
      setWrong(codeProblem(error, link.organisation))
    }
  }

  return (
    <section>
      <h1 tabIndex={-1}>{t('code-title')}</h1>
      <p>{t('code-text', { contact: codeState()?.contact ?? link.contact_masked })}</p>
      <form
        class="code"
        noValidate
        onSubmit={event => {
          event.preventDefault()
          void submit(code)
        }}
      >
        <div class="field">
          <label for="code">{t('code-label')}</label>
          <input
            id="code"
            ref={input}
            class="input mono"
            inputMode="numeric"
            autoComplete="one-time-code"
            value={code}
            onInput={typed}
            aria-invalid={wrong !== undefined}
            aria-describedby="code-wrong"
          />
          <p id="code-wrong" role="alert" class="wrong">
            {wrong}
          </p>
        </div>
        <div class="acts">
          <button type="submit" class="btn primary big" aria-disabled={busy}>
            {t('code-continue')}
          </button>
          <button type="button" class="btn big" aria-disabled={again > 0} onClick={sendAgain}>
            {again > 0 ? t('code-again-in', { seconds: again }) : t('code-again')}
          </button>
          <button type="button" class="btn ghost big" onClick={back}>
            {t('code-back')}
          </button>
        </div>
      </form>
      <p role="status" class="sub">
        {note}
      </p>
    </section>
  )
}
