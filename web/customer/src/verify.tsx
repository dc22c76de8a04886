import { useState } from 'preact/hooks'
import type { ApiError } from '../../core/client'
import type { CodeSent, LinkInfo } from '../../core/types'
import { codeProblem } from './code-problem'
import { client } from './link'
import { t } from './words'

interface Props {
  link: LinkInfo
  passEnded: boolean
  sent(code: CodeSent): void
}

export function Verify({ link, passEnded, sent }: Props) {
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState<string>()
  const ask = async () => {
    if (busy) return
    setBusy(true)
    setWrong(undefined)
    try {
      sent(await client.post<CodeSent>('/link/code'))
    } catch (error) {
      setWrong(codeProblem(error as ApiError, link.organisation))
      setBusy(false)
    }
  }
  return (
    <section>
      <h1 tabIndex={-1}>
        {t(link.takes_files ? 'verify-title' : 'verify-title-received', { organisation: link.organisation })}
      </h1>
      {passEnded ? <p class="note warn">{t('pass-ended')}</p> : <p class="lead">{t('verify-lead')}</p>}
      <p>{t('verify-text', { contact: link.contact_masked })}</p>
      <div class="acts">
        <button type="button" class="btn primary big" aria-disabled={busy} onClick={ask}>
          {busy ? t('verify-sending') : t('verify-send')}
        </button>
      </div>
      <p role="alert" class="wrong">
        {wrong}
      </p>
    </section>
  )
}
