import { KeyRound } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import { longTime, visible } from '../../core/format'
import { type Ceremony, canPasskeys, createPasskey, isDeclined } from '../../core/passkey'
import type { List, Passkey } from '../../core/types'
import { client } from './link'
import { locale, t } from './words'

const LIST = '/link/passkeys'

/** For those who are asked for files again and again: a passkey in place of the mailed code. Closed, it asks nothing. */
export function Passkeys({ passLost }: { passLost(): void }) {
  const [open, setOpen] = useState(false)
  if (!canPasskeys()) return null
  return (
    <details class="before passkeys" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{t('passkeys-title')}</summary>
      {open && <Known passLost={passLost} />}
    </details>
  )
}

function Known({ passLost }: { passLost(): void }) {
  const [known, setKnown] = useState<Passkey[]>()
  const [name, setName] = useState(t('passkeys-name-here'))
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  /** One act at a time, and afterwards what is there then. */
  const doing = async (act: () => Promise<string>) => {
    if (busy) return
    setBusy(true)
    setWrong('')
    setSaid('')
    try {
      setSaid(await act())
      setKnown((await client.get<List<Passkey>>(LIST)).items)
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      if (code === 'pass_required') passLost()
      else if (!isDeclined(error)) setWrong(t(code === 'offline' ? 'received-offline' : 'passkeys-problem'))
    }
    setBusy(false)
  }
  const add = () =>
    doing(async () => {
      const { ticket, options } = await client.post<Ceremony>(`${LIST}/options`)
      const credential = await createPasskey(options)
      await client.post(LIST, { ticket, credential, name: name.trim() || t('passkeys-name-here') })
      return t('passkeys-added')
    })
  const remove = (key: Passkey) =>
    doing(async () => {
      await client.delete(`${LIST}/${key.id}`)
      return t('passkeys-removed', { name: visible(key.name) })
    })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is opened
  useEffect(() => {
    void doing(async () => '')
  }, [])
  return (
    <>
      <p>{t('passkeys-text')}</p>
      <ul class="list" hidden={!known?.length}>
        {known?.map(key => (
          <li key={key.id}>
            <KeyRound class="i" aria-hidden="true" />
            <div class="what">
              <p class="name">
                <bdi>{visible(key.name)}</bdi>
              </p>
              <p class="sub small">
                {key.used
                  ? t('passkeys-used', { time: longTime(key.used, locale) })
                  : t('passkeys-since', { time: longTime(key.created, locale) })}
              </p>
            </div>
            <div class="do">
              <button
                type="button"
                class="btn"
                aria-label={t('passkeys-remove-name', { name: visible(key.name) })}
                onClick={() => void remove(key)}
              >
                {t('passkeys-remove')}
              </button>
            </div>
          </li>
        ))}
      </ul>
      <div class="field">
        <label for="passkey-name">{t('passkeys-name')}</label>
        <input
          id="passkey-name"
          class="input"
          maxLength={100}
          value={name}
          onInput={event => setName(event.currentTarget.value)}
        />
      </div>
      <button type="button" class="btn" aria-disabled={busy} onClick={() => void add()}>
        {t('passkeys-add')}
      </button>
      <p role="alert" class="wrong">
        {wrong}
      </p>
      <p role="status" class="sub">
        {said}
      </p>
    </>
  )
}
