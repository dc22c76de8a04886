import { Download } from 'lucide-preact'
import { useEffect, useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import { longTime, shortTime, visible, visibleLines } from '../../core/format'
import type { LinkInfo, List, ReceivedDelivery, ReceivedFile, TakenFile } from '../../core/types'
import { client } from './link'
import { locale, n, size, t } from './words'

const LIST = '/link/deliveries'

/** What the organisation sent to this contact. With a link that takes nothing in, it is the whole page. */
export function Received({ link, passLost }: { link: LinkInfo; passLost(): void }) {
  const [deliveries, setDeliveries] = useState<ReceivedDelivery[]>()
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  const alone = !link.takes_files
  const failed = (error: unknown) => {
    const code = error instanceof ApiError ? error.code : ''
    if (code === 'pass_required') passLost()
    else setWrong(t(PROBLEMS[code] ?? 'received-problem'))
  }
  const load = async () => {
    try {
      setDeliveries((await client.get<List<ReceivedDelivery>>(LIST)).items)
    } catch (error) {
      failed(error)
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the code was entered
  useEffect(() => {
    void load()
  }, [])
  const take = async (delivery: ReceivedDelivery, file: ReceivedFile) => {
    setWrong('')
    setSaid('')
    try {
      const taken = await client.post<TakenFile>(`${LIST}/${delivery.id}/files/${file.id}`)
      // The answer is an attachment: the page stays.
      location.assign(taken.url)
      setSaid(t('received-begun', { name: visible(file.name), time: shortTime(taken.expires, locale) }))
    } catch (error) {
      failed(error)
    }
    void load()
  }
  const some = deliveries?.some(delivery => delivery.files.length > 0)
  if (!alone && !some && wrong === '') return null
  return (
    <section class={alone ? undefined : 'before received'}>
      {alone ? (
        <>
          <h1 tabIndex={-1}>{t('received-title-only', { organisation: link.organisation })}</h1>
          {link.case && (
            <p class="sub">
              {visible(link.case.reference)} {visible(link.case.subject)}
            </p>
          )}
        </>
      ) : (
        <h2>{t('received-title')}</h2>
      )}
      {deliveries && !some && alone && <p class="note">{t('received-none')}</p>}
      {deliveries?.map(delivery => (
        <One key={delivery.id} delivery={delivery} take={file => void take(delivery, file)} />
      ))}
      <p role="alert" class="wrong">
        {wrong}
      </p>
      <p role="status" class="sub">
        {said}
      </p>
    </section>
  )
}

function One({ delivery, take }: { delivery: ReceivedDelivery; take(file: ReceivedFile): void }) {
  if (delivery.files.length === 0) return null
  return (
    <div class="delivery">
      <p class="sub small">
        {t('received-from', {
          sender: visible(delivery.sender),
          time: shortTime(delivery.created, locale),
          until: longTime(delivery.expires, locale),
        })}
      </p>
      {delivery.note && <p class="said">{visibleLines(delivery.note)}</p>}
      <ul class="list">
        {delivery.files.map(file => (
          <li key={file.id}>
            <span />
            <div class="what">
              <p class="name">
                <bdi>{visible(file.name)}</bdi>
              </p>
              <p class="sub small num">
                {t('received-file', {
                  size: size(file.bytes),
                  count: file.downloads_left,
                  n: n(file.downloads_left),
                })}
              </p>
              <details class="small">
                <summary>{t('received-hash')}</summary>
                <code>{file.blake3}</code>
              </details>
            </div>
            <div class="do">
              {file.downloads_left > 0 && (
                <button
                  type="button"
                  class="btn"
                  aria-label={t('received-take-name', { name: visible(file.name) })}
                  onClick={() => take(file)}
                >
                  <Download class="i" aria-hidden="true" />
                  {t('received-take')}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </div>
  )
}

const PROBLEMS: Record<string, string> = {
  delivery_exhausted: 'received-exhausted',
  delivery_gone: 'received-gone',
  link_withdrawn: 'received-gone',
  link_expired: 'received-gone',
  denied: 'received-gone',
  offline: 'received-offline',
}
