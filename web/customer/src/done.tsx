import { useRef } from 'preact/hooks'
import { clock, visible } from '../../core/format'
import type { StepProps } from './files'
import { FileList } from './list'
import { Receipt } from './receipt'
import { files, locale, n, t } from './words'

export function Done({
  link,
  sending,
  heading,
  more,
  openLog,
}: StepProps & { more(): void; openLog: (() => void) | undefined }) {
  const { queue } = sending
  const at = useRef(new Date().toISOString())
  const time = clock(at.current, locale)
  const organisation = link.organisation
  const reviews = queue.items.flatMap(item => sending.checker.of(item.id)?.review ?? [])
  const blacked = reviews.reduce((sum, review) => sum + review.blackedOut, 0)
  const kept = reviews.reduce((sum, review) => sum + review.kept, 0)
  const inFolders = queue.items.filter(item => item.fileId && item.path.includes('/'))
  return (
    <section>
      <h1 tabIndex={-1} ref={heading}>
        {t('done-title', { files: files(queue.items.length) })}
      </h1>
      <p class="sub num">
        {link.case
          ? t('done-when', { reference: link.case.reference, time })
          : t('done-when-plain', { time })}
      </p>
      {blacked + kept > 0 && (
        <p class="num">
          {t('done-blacked', { count: blacked, blacked: n(blacked), kept: n(kept), keptCount: kept })}
        </p>
      )}
      <div class="note ok next">
        <h2>{t('done-next-title')}</h2>
        <p>{t('done-next', { organisation })}</p>
      </div>
      <h2>{t('done-receipts')}</h2>
      <p class="sub measure">{t('done-receipts-text', { organisation })}</p>
      <FileList sending={sending} link={link} />
      {inFolders.length > 0 && (
        <ul class="list">
          {inFolders.map(item => (
            <li key={item.id}>
              <span />
              <p class="what">
                <bdi>{visible(item.path)}</bdi>
              </p>
              <div class="do">
                <Receipt file={item.fileId ?? ''} name={visible(item.path)} />
              </div>
            </li>
          ))}
        </ul>
      )}
      <div class="acts">
        <button type="button" class="btn primary big" onClick={more}>
          {t('send-more')}
        </button>
        {openLog && (
          <button type="button" class="btn big" onClick={openLog}>
            {t('log-open')}
          </button>
        )}
      </div>
    </section>
  )
}
