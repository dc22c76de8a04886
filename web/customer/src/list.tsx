import { CircleCheck, File, Folder, TriangleAlert, WifiOff, X } from 'lucide-preact'
import { useEffect, useReducer } from 'preact/hooks'
import { visible } from '../../core/format'
import type { Item, UploadQueue } from '../../core/queue'
import { Receipt } from './receipt'
import { type Row, rows } from './rows'
import { files, n, percent, size, t } from './words'

export function FileList({ queue }: { queue: UploadQueue }) {
  // Counts down the seconds to the next try.
  const [, tick] = useReducer((count: number) => count + 1, 0)
  const waiting = queue.items.some(item => item.state === 'retrying')
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => tick(undefined), 1000)
    return () => clearInterval(timer)
  }, [waiting])
  return (
    <ul class="list">
      {rows(queue.items).map(row => (
        <ListRow key={row.key} row={row} queue={queue} />
      ))}
    </ul>
  )
}

const STILL = new Set<Item['state']>(['ready', 'failed', 'received'])

function ListRow({ row, queue }: { row: Row; queue: UploadQueue }) {
  const total = row.items.reduce((sum, item) => sum + item.size, 0)
  const sent = row.items.reduce((sum, item) => sum + Math.min(item.sent, item.size), 0)
  const received = row.items.filter(item => item.state === 'received').length
  const failed = row.items.filter(item => item.state === 'failed')
  const retrying = row.items.find(item => item.state === 'retrying')
  const done = received === row.items.length
  const moving = queue.sending && !done && row.items.some(item => !STILL.has(item.state))
  const name = visible(row.name)
  const single = row.folder ? undefined : row.items[0]
  return (
    <li>
      <RowIcon row={row} done={done} failed={failed.length > 0} retrying={retrying !== undefined} />
      <div class="what">
        <p class="name">
          <bdi>{name}</bdi>
          {row.folder && <span class="sub"> · {files(row.items.length)}</span>}
        </p>
        {moving && <progress max={Math.max(total, 1)} value={sent} aria-label={name} />}
        <p class="sub small num">
          {single ? <ItemState item={single} queue={queue} /> : null}
          {row.folder && !moving && !done && size(total)}
          {row.folder &&
            moving &&
            t('item-folder-progress', {
              done: n(received),
              n: files(row.items.length),
              sent: size(sent),
              size: size(total),
            })}
          {row.folder && done && `${size(total)} · ${t('item-received')}`}
        </p>
        {row.folder && retrying && (
          <p class="small wait num">
            <Countdown item={retrying} />
          </p>
        )}
        {failed.slice(0, 5).map(item => (
          <p class="wrong small" key={item.id}>
            {row.folder && <bdi>{visible(item.path)}: </bdi>}
            {reason(item)}
          </p>
        ))}
        {failed.length > 5 && (
          <p class="wrong small">{t('item-failed-count', { count: failed.length, n: n(failed.length) })}</p>
        )}
      </div>
      <div class="do">
        {(retrying || failed.length > 0) && (
          <button
            type="button"
            class="btn"
            aria-label={t('try-now-name', { name })}
            onClick={() => {
              for (const item of row.items) if (item.state !== 'received') queue.retry(item.id)
            }}
          >
            {t('try-now')}
          </button>
        )}
        {single?.state === 'received' && single.fileId && <Receipt file={single.fileId} name={name} />}
        {!done && (
          <button
            type="button"
            class="btn ghost icon"
            aria-label={t('remove', { name })}
            onClick={() => queue.remove(row.items.map(item => item.id))}
          >
            <X class="i" aria-hidden="true" />
          </button>
        )}
      </div>
    </li>
  )
}

function RowIcon({
  row,
  done,
  failed,
  retrying,
}: {
  row: Row
  done: boolean
  failed: boolean
  retrying: boolean
}) {
  if (done) return <CircleCheck class="i ok" aria-hidden="true" />
  if (failed) return <TriangleAlert class="i bad" aria-hidden="true" />
  if (retrying) return <WifiOff class="i warn" aria-hidden="true" />
  return row.folder ? <Folder class="i" aria-hidden="true" /> : <File class="i" aria-hidden="true" />
}

function ItemState({ item, queue }: { item: Item; queue: UploadQueue }) {
  const share = percent(item.sent, item.size)
  const found = item.state === 'ready' ? queue.match(item) : undefined
  return (
    <>
      {size(item.size)}
      {item.state !== 'failed' && ' · '}
      {item.state === 'ready' &&
        (found ? t('item-continues', { percent: percent(found.offset, item.size) }) : t('item-ready'))}
      {item.state === 'waiting' && t('item-waiting')}
      {item.state === 'sending' && t('item-sending', { percent: share })}
      {item.state === 'paused' && t('item-paused', { percent: share })}
      {item.state === 'received' && t('item-received')}
      {item.state === 'retrying' && <Countdown item={item} />}
    </>
  )
}

function Countdown({ item }: { item: Item }) {
  const seconds = Math.ceil(((item.retryAt ?? 0) - Date.now()) / 1000)
  return <>{seconds > 0 ? t('item-retrying', { seconds: n(seconds) }) : t('item-retrying-now')}</>
}

function reason(item: Item): string {
  const id = `error-${item.error?.code}`
  const known = t(id)
  if (known !== id) return known
  return item.error?.message && item.error.message !== item.error.code ? item.error.message : t('error-other')
}
