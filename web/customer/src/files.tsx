import { useEffect, useRef, useState } from 'preact/hooks'
import { shortTime, visible } from '../../core/format'
import type { UploadQueue } from '../../core/queue'
import type { LinkInfo, SentFile } from '../../core/types'
import { Done } from './done'
import { Drop } from './drop'
import { whyNot } from './limits'
import { FileList } from './list'
import { Receipt } from './receipt'
import { Sending } from './sending'
import { files, locale, n, percent, size, t } from './words'

interface Props {
  link: LinkInfo
  queue: UploadQueue
  before: SentFile[]
  refresh(): void
}

/** Choosing, sending and the receipts: one page whose parts follow the queue. */
export function Files({ link, queue, before, refresh }: Props) {
  const [said, setSaid] = useState('')
  const total = queue.total
  const done = queue.sending && total.files > 0 && total.received === total.files
  const phase = done ? 'done' : queue.sending && total.files > 0 ? 'sending' : 'choosing'
  const heading = useRef<HTMLHeadingElement>(null)
  const last = useRef(phase)
  useEffect(() => {
    if (last.current === phase) return
    last.current = phase
    heading.current?.focus()
    scrollTo({ top: 0 })
  }, [phase])

  return (
    <>
      {phase === 'choosing' && <Choosing link={link} queue={queue} heading={heading} say={setSaid} />}
      {phase === 'sending' && <Sending link={link} queue={queue} heading={heading} say={setSaid} />}
      {phase === 'done' && (
        <Done
          link={link}
          queue={queue}
          heading={heading}
          more={() => {
            queue.clearReceived()
            refresh()
          }}
        />
      )}
      {phase === 'choosing' && <Before files={before} />}
      <p class="sr" role="status">
        {phase === 'done' ? t('live-done') : said}
      </p>
    </>
  )
}

export interface StepProps {
  link: LinkInfo
  queue: UploadQueue
  heading: { current: HTMLHeadingElement | null }
}

function Choosing({ link, queue, heading, say }: StepProps & { say(text: string): void }) {
  const total = queue.total
  const why = whyNot(queue, link)
  const reference = link.case?.reference
  return (
    <section>
      <h1 tabIndex={-1} ref={heading}>
        {reference
          ? t('files-title', { reference })
          : t('files-title-plain', { organisation: link.organisation })}
      </h1>
      {link.case && <p class="sub">{link.case.subject}</p>}
      {!link.script && <p class="who">{t('files-you', { contact: link.contact_masked })}</p>}
      <Interrupted queue={queue} />
      <Drop
        link={link}
        add={picked => {
          const count = queue.add(picked)
          say(t('added', { count, n: n(count) }))
        }}
      />
      {total.files > 0 && (
        <>
          <h2 class="sr">{t('list-title')}</h2>
          <FileList queue={queue} />
        </>
      )}
      <div class="bar">
        <div>
          <p class="num" id="why">
            <b>
              {total.files > 0
                ? t('bar-sum', { n: files(total.files), size: size(total.bytes) })
                : t('bar-none')}
            </b>{' '}
            {why && total.files > 0 && <span class="wrong">{why} </span>}
            {why && total.files === 0 && <>{why} </>}
            {t('bar-nothing-left')}
          </p>
          <button
            type="button"
            class="btn primary big"
            aria-disabled={why !== undefined}
            aria-describedby="why"
            onClick={() => {
              if (why === undefined) queue.send()
            }}
          >
            {t('bar-send', { count: total.files, n: n(total.files) })}
          </button>
        </div>
      </div>
    </section>
  )
}

function Interrupted({ queue }: { queue: UploadQueue }) {
  const missing = queue.missing
  if (missing.length === 0) return null
  return (
    <div class="note warn interrupted">
      <h2>{t('interrupted-title', { count: missing.length, n: n(missing.length) })}</h2>
      <ul>
        {missing.map(file => (
          <li key={file.id}>
            <bdi class="mono">{visible(file.name)}</bdi>{' '}
            {file.bytes != null && (
              <span class="num">
                {t('interrupted-file', { percent: percent(file.offset, file.bytes), size: size(file.bytes) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Before({ files: received }: { files: SentFile[] }) {
  if (received.length === 0) return null
  return (
    <section class="before">
      <h2>{t('before-title')}</h2>
      <ul class="list">
        {received.map(file => (
          <li key={file.id}>
            <span />
            <div class="what">
              <p class="name">
                <bdi>{visible(file.name)}</bdi>
              </p>
              <p class="sub small num">
                {t('received-at', {
                  size: size(file.bytes ?? file.offset),
                  time: shortTime(file.created, locale),
                })}
              </p>
            </div>
            <div class="do">
              <Receipt file={file.id} name={visible(file.name)} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
