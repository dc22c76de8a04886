import { useState } from 'preact/hooks'
import { type Ceremony, canPasskeys, isDeclined, showPasskey } from '../../core/passkey'
import type { CodeSent, LinkInfo, PassCreated } from '../../core/types'
import { codeProblem } from './code-problem'
import { client } from './link'
import { t } from './words'

const PASSKEY = '/link/passkey'

interface Props {
  link: LinkInfo
  passEnded: boolean
  sent(code: CodeSent): void
  entered(pass: string): void
}

export function Verify({ link, passEnded, sent, entered }: Props) {
  const [busy, setBusy] = useState<'code' | 'passkey'>()
  const [wrong, setWrong] = useState<string>()
  const proving = async (how: 'code' | 'passkey', prove: () => Promise<void>) => {
    if (busy) return
    setBusy(how)
    setWrong(undefined)
    try {
      await prove()
    } catch (error) {
      if (!isDeclined(error)) setWrong(codeProblem(error, link.organisation))
      setBusy(undefined)
    }
  }
  const ask = () => proving('code', async () => sent(await client.post<CodeSent>('/link/code')))
  const show = () =>
    proving('passkey', async () => {
      const { ticket, options } = await client.post<Ceremony>(`${PASSKEY}/options`)
      const credential = await showPasskey(options)
      entered((await client.post<PassCreated>(PASSKEY, { ticket, credential })).pass)
    })
  const passkey = link.passkey && canPasskeys()
  return (
    <section>
      <h1 tabIndex={-1}>
        {t(link.takes_files ? 'verify-title' : 'verify-title-received', { organisation: link.organisation })}
      </h1>
      {passEnded ? <p class="note warn">{t('pass-ended')}</p> : <p class="lead">{t('verify-lead')}</p>}
      <p>{t(passkey ? 'verify-text-passkey' : 'verify-text', { contact: link.contact_masked })}</p>
      <div class="acts">
        {passkey && (
          <button type="button" class="btn primary big" aria-disabled={busy !== undefined} onClick={show}>
            {t('verify-passkey')}
          </button>
        )}
        <button
          type="button"
          class={passkey ? 'btn big' : 'btn primary big'}
          aria-disabled={busy !== undefined}
          onClick={ask}
        >
          {t(busy === 'code' ? 'verify-sending' : 'verify-send')}
        </button>
      </div>
      <p role="alert" class="wrong">
        {wrong}
      </p>
    </section>
  )
}
