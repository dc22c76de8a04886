import { Pause, Play } from 'lucide-preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Announcer, Milestones, Speed } from '../../core/announce'
import { roughDuration, visible } from '../../core/format'
import type { StepProps } from './files'
import { FileList } from './list'
import { files, n, size, t } from './words'

export function SendingStep({ link, sending, heading, say }: StepProps & { say(text: string): void }) {
  const { queue } = sending
  const total = queue.total
  const [speed, setSpeed] = useState<number>()
  const [asking, setAsking] = useState(false)
  const queueRef = useRef(queue)
  const sayRef = useRef(say)
  sayRef.current = say
  const announcer = useRef(new Announcer(text => sayRef.current(text)))

  useEffect(() => {
    const milestones = new Milestones()
    const meter = new Speed()
    const tick = () => {
      const { sent, bytes } = queueRef.current.total
      const now = performance.now()
      if (queueRef.current.paused) meter.clear()
      else meter.add(sent, now)
      setSpeed(meter.get())
      const said = milestones.next(bytes === 0 ? 0 : sent / bytes, now)
      const words = said === 'started' ? t('live-started') : t('live-percent', { percent: said ?? '' })
      if (said) announcer.current.later(words, now)
    }
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  }, [])

  const failed = queue.items.filter(item => item.state === 'failed')
  const failedCount = useRef(0)
  useEffect(() => {
    const newest = failed.at(-1)
    if (failed.length > failedCount.current && newest) {
      announcer.current.later(t('live-failed', { name: visible(newest.path) }), performance.now())
    }
    failedCount.current = failed.length
  }, [failed])

  const settled = queue.settled
  const title = settled
    ? t('sending-part-title', { done: n(total.received), files: files(total.files) })
    : t('sending-title', { files: files(total.files) })
  return (
    <section>
      <h1 tabIndex={-1} ref={heading}>
        {queue.paused ? t('sending-paused-title') : title}
      </h1>
      {link.case && (
        <p class="sub">
          {t('sending-ticket', { reference: link.case.reference })} · {link.contact_masked}
        </p>
      )}
      <div class="total">
        <p class="num">
          <b>{t('sending-sum', { sent: size(total.sent), size: size(total.bytes) })}</b>
          <span class="sub">
            {queue.paused && t('sending-paused')}
            {!queue.paused && !settled && <TimeLeft left={total.bytes - total.sent} speed={speed} />}
          </span>
        </p>
        <progress max={Math.max(1, total.bytes)} value={total.sent} aria-label={t('sending-progress')} />
      </div>
      <div class="acts">
        {!settled && (
          <button
            type="button"
            class="btn big"
            onClick={() => {
              if (queue.paused) queue.resume()
              else {
                queue.pause()
                announcer.current.now(t('live-paused'), performance.now())
              }
            }}
          >
            {queue.paused ? <Play class="i" aria-hidden="true" /> : <Pause class="i" aria-hidden="true" />}
            {queue.paused ? t('continue') : t('pause')}
          </button>
        )}
        {!asking && !settled && (
          <button type="button" class="btn ghost big" onClick={() => setAsking(true)}>
            {t('cancel-sending')}
          </button>
        )}
      </div>
      {asking && (
        <div class="note warn ask">
          <p>{t('cancel-text')}</p>
          <div class="acts">
            <button
              type="button"
              class="btn primary"
              ref={element => element?.focus()}
              onClick={() => setAsking(false)}
            >
              {t('cancel-no')}
            </button>
            <button
              type="button"
              class="btn danger"
              onClick={() => {
                setAsking(false)
                queue.cancel()
              }}
            >
              {t('cancel-yes')}
            </button>
          </div>
        </div>
      )}
      {!settled && <p class="note hint">{t('sending-close')}</p>}
      <h2 class="sr">{t('list-title')}</h2>
      <FileList sending={sending} link={link} />
    </section>
  )
}

function TimeLeft({ left, speed }: { left: number; speed: number | undefined }) {
  if (!speed) return null
  const { unit, count } = roughDuration(left / speed)
  return (
    <>
      {t('sending-speed', { size: size(speed) })} · {t(`sending-left-${unit}`, { count, n: n(count) })}
    </>
  )
}
