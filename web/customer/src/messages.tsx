// What the contact and those who work the case write to each other.
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import { shortTime, visible, visibleLines } from '../../core/format'
import type { LinkInfo, Message, MessageSent, Messages as Page } from '../../core/types'
import { client } from './link'
import { locale, n, t } from './words'

const PATH = '/link/messages'

export function Messages({ link, passLost }: { link: LinkInfo; passLost(): void }) {
  /** Newest first. */
  const [items, setItems] = useState<Message[]>()
  /** Somebody waits for an answer. */
  const [asked, setAsked] = useState(false)
  const [more, setMore] = useState(false)
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  const failed = (error: unknown) => {
    const { code, message } = error instanceof ApiError ? error : { code: '', message: '' }
    if (code === 'pass_required') passLost()
    else if (code === 'bad_request') setWrong(t('message-refused', { why: message }))
    else setWrong(t(code === 'messages_held' ? 'message-held' : 'message-problem'))
  }
  const load = async (before: Message[]) => {
    try {
      const query = { below: before.at(-1)?.number }
      const page = await client.get<Page>(PATH, { query })
      setItems([...before, ...page.items])
      setMore(page.more)
      if (before.length === 0) setAsked(page.items[0]?.own === false)
    } catch (error) {
      failed(error)
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the code was entered
  useEffect(() => {
    void load([])
  }, [])
  const send = async () => {
    if (busy) return
    setBusy(true)
    setWrong('')
    setSaid('')
    try {
      const sent = await client.post<MessageSent>(PATH, { text })
      setItems([sent.message, ...(items ?? [])])
      setText('')
      setSaid(t('message-sent'))
    } catch (error) {
      failed(error)
    }
    setBusy(false)
  }
  if (!items && wrong === '') return null
  const count = items?.length ?? 0
  return (
    <details class="messages" open={asked}>
      <summary>
        {count > 0
          ? t('messages-title', { count, n: n(count) })
          : t('messages-none', { organisation: link.organisation })}
      </summary>
      {more && (
        <button type="button" class="btn" onClick={() => void load(items ?? [])}>
          {t('messages-older')}
        </button>
      )}
      <ol class="list">
        {items?.toReversed().map(message => (
          <li key={message.id}>
            <span />
            <div class="what">
              <p class="sub small">
                {t(message.own ? 'message-own' : 'message-from', {
                  author: visible(message.author),
                  time: shortTime(message.created, locale),
                })}
              </p>
              <p class={message.erased ? 'sub' : 'lines'}>
                {message.erased ? t('message-erased') : visibleLines(message.text)}
              </p>
            </div>
          </li>
        ))}
      </ol>
      <form
        class="field"
        onSubmit={event => {
          event.preventDefault()
          void send()
        }}
      >
        <label for="message">{t('message-label', { organisation: link.organisation })}</label>
        <p class="sub small" id="message-hint">
          {t('message-hint')}
        </p>
        <textarea
          id="message"
          class="input"
          rows={3}
          required
          aria-describedby="message-hint"
          value={text}
          onInput={event => setText(event.currentTarget.value)}
        />
        <p role="alert" class="wrong">
          {wrong}
        </p>
        <p role="status" class="sub">
          {said}
        </p>
        <button type="submit" class="btn" aria-disabled={busy}>
          {t('message-send')}
        </button>
      </form>
    </details>
  )
}
