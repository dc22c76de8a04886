import { useEffect, useRef, useState } from 'preact/hooks'
import { shortTime, visible } from '../../core/format'
import type { LinkInfo, SentFile } from '../../core/types'
import { Checklist } from './checklist'
import { Done } from './done'
import { Drop } from './drop'
import { whyNot } from './limits'
import { FileList } from './list'
import { Missing } from './missing'
import { Receipt } from './receipt'
import { checking } from './rows'
import { SendingStep } from './sending'
import type { Sending } from './use-sending'
import { files, locale, n, size, t } from './words'

interface Props {
  link: LinkInfo
  sending: Sending
  before: SentFile[]
  refresh(): void
  /** The record is shown in place of this. */
  hidden: boolean
  /** Not on a link that proves nobody: the record is the contact's. */
  openLog: (() => void) | undefined
}

/** Choosing, sending and the receipts: one page whose parts follow the queue. */
export function Files({ link, sending, before, refresh, hidden, openLog }: Props) {
  const { queue } = sending
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
    <div hidden={hidden}>
      {phase === 'choosing' && <Choosing link={link} sending={sending} heading={heading} say={setSaid} />}
      {phase === 'sending' && <SendingStep link={link} sending={sending} heading={heading} say={setSaid} />}
      {phase === 'done' && (
        <Done
          link={link}
          sending={sending}
          heading={heading}
          openLog={openLog}
          more={() => {
            queue.clearReceived()
            refresh()
          }}
        />
      )}
      {phase === 'choosing' && <Before files={before} openLog={openLog} />}
      <p class="sr" role="status">
        {phase === 'done' ? t('live-done') : said}
      </p>
    </div>
  )
}

export interface StepProps {
  link: LinkInfo
  sending: Sending
  heading: { current: HTMLHeadingElement | null }
}

function Choosing({ link, sending, heading, say }: StepProps & { say(text: string): void }) {
  const { queue, checker } = sending
  const total = queue.total
  const why = whyNot(sending, link)
  const reference = link.case?.reference
  useCheckEnd(sending, say)
  return (
    <section>
      <h1 tabIndex={-1} ref={heading}>
        {reference
          ? t('files-title', { reference })
          : t('files-title-plain', { organisation: link.organisation })}
      </h1>
      {link.case && <p class="sub">{link.case.subject}</p>}
      {!link.script && <p class="who">{t('files-you', { contact: link.contact_masked })}</p>}
      {link.paused && <p class="note warn">{t('files-paused', { organisation: link.organisation })}</p>}
      <Missing sending={sending} />
      <Drop
        link={link}
        add={picked => {
          const count = sending.add(picked)
          say(t('added', { count, n: n(count) }))
        }}
      />
      <Checklist
        link={link}
        items={queue.items}
        add={(picked, answers) => {
          const count = sending.add(picked, answers)
          say(t('added', { count, n: n(count) }))
        }}
      />
      {sending.leftOut > 0 && (
        <p class="note left-out">{t('left-out', { count: sending.leftOut, n: n(sending.leftOut) })}</p>
      )}
      {checker.usable === false && (
        <p class="note left-out">{t('check-absent', { organisation: link.organisation })}</p>
      )}
      {total.files > 0 && (
        <>
          <h2 class="sr">{t('list-title')}</h2>
          <FileList sending={sending} link={link} />
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
            {why && <span class={why.waits || total.files === 0 ? undefined : 'wrong'}>{why.text} </span>}
            {t('bar-nothing-left')}
          </p>
          {why?.waits && (
            <button
              type="button"
              class="btn ghost"
              onClick={() => checker.skip(queue.items.map(item => item.id))}
            >
              {t('check-skip')}
            </button>
          )}
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

/** Says once how the check went, when all of it has ended. */
function useCheckEnd({ queue, checker }: Sending, say: (text: string) => void) {
  const open = checking(queue.items, checker).open.length
  const before = useRef(open)
  useEffect(() => {
    if (before.current > 0 && open === 0 && queue.items.length > 0) {
      const found = queue.items.flatMap(item => checker.of(item.id)?.review?.findings ?? []).length
      say(found > 0 ? t('check-found', { count: found, n: n(found) }) : t('check-clean'))
    }
    before.current = open
  }, [open, queue, checker, say])
}

function Before({ files: received, openLog }: { files: SentFile[]; openLog: (() => void) | undefined }) {
  if (received.length === 0) return null
  return (
    <section class="before">
      <h2>{t('before-title')}</h2>
      <p>
        {openLog && (
          <button type="button" class="link" onClick={openLog}>
            {t('log-open')}
          </button>
        )}
      </p>
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
