import {
  Check as CheckIcon,
  CircleCheck,
  EyeOff,
  File,
  Folder,
  TriangleAlert,
  WifiOff,
  X,
} from 'lucide-preact'
import { useEffect, useReducer } from 'preact/hooks'
import { visible } from '../../core/format'
import type { Item } from '../../core/queue'
import type { LinkInfo } from '../../core/types'
import { Answers } from './checklist'
import { Chunks } from './chunks'
import { Found } from './found'
import { Receipt } from './receipt'
import { checking, type Row, reviewed, rows } from './rows'
import type { Sending } from './use-sending'
import { files, n, percent, size, t } from './words'

interface Props {
  sending: Sending
  link: LinkInfo
}

export function FileList({ sending, link }: Props) {
  const { queue } = sending
  // Counts down the seconds to the next try.
  const [, tick] = useReducer((count: number) => count + 1, 0)
  const waiting = queue.items.some(item => item.state === 'retrying')
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => tick(undefined), 1000)
    return () => clearInterval(timer)
  }, [waiting])
  return (
    <Chunks
      items={rows(queue.items)}
      label={(from, to, total) => t('list-part', { from: n(from), to: n(to), total: n(total) })}
      row={row => <ListRow key={row.key} row={row} sending={sending} link={link} />}
    />
  )
}

const STILL = new Set<Item['state']>(['ready', 'failed', 'received'])

function ListRow({ row, sending, link }: Props & { row: Row }) {
  const { queue, checker } = sending
  const total = row.items.reduce((sum, item) => sum + item.size, 0)
  const sent = row.items.reduce((sum, item) => sum + Math.min(item.sent, item.size), 0)
  const received = row.items.filter(item => item.state === 'received').length
  const failed = row.items.filter(item => item.state === 'failed')
  const retrying = row.items.find(item => item.state === 'retrying')
  const done = received === row.items.length
  const moving = queue.sending && !done && row.items.some(item => !STILL.has(item.state))
  const choosing = !queue.sending
  const check = checking(row.items, checker)
  const found = reviewed(row.items, checker)
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
        {choosing && check.open.length > 0 && check.bytes > 0 && (
          <progress
            class="checking"
            max={check.bytes}
            value={check.read}
            aria-label={t('check-of', { name })}
          />
        )}
        <p class="sub small num state">
          {single ? <ItemState item={single} sending={sending} /> : null}
          {row.folder && choosing && <FolderState row={row} sending={sending} />}
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
        {choosing && (
          <Answers
            link={link}
            name={name}
            items={row.items}
            change={answers => {
              queue.answer(
                row.items.map(item => item.id),
                answers,
              )
            }}
          />
        )}
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
            onClick={() => sending.remove(row.items.map(item => item.id))}
          >
            <X class="i" aria-hidden="true" />
          </button>
        )}
      </div>
      {choosing && found.length > 0 && (
        <Found name={name} found={found} sending={sending} organisation={link.organisation} />
      )}
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

function ItemState({ item, sending }: { item: Item; sending: Sending }) {
  const share = percent(item.sent, item.size)
  return (
    <>
      {size(item.size)}
      {item.state === 'ready' && <ReadyState item={item} sending={sending} />}
      {item.state === 'waiting' && ` · ${t('item-waiting')}`}
      {item.state === 'sending' && ` · ${t('item-sending', { percent: share })}`}
      {item.state === 'paused' && ` · ${t('item-paused', { percent: share })}`}
      {item.state === 'received' && ` · ${t('item-received')}`}
      {item.state === 'retrying' && (
        <>
          {' · '}
          <Countdown item={item} />
        </>
      )}
      {item.state !== 'ready' && item.state !== 'failed' && <Blacked items={[item]} sending={sending} />}
    </>
  )
}

/** Before sending: what the check says, and whether this continues something. */
function ReadyState({ item, sending }: { item: Item; sending: Sending }) {
  const check = sending.checker.of(item.id)
  const begun = sending.queue.begun(item.path)
  const words = begun && item.continues && continueWords(item, begun.offset)
  return (
    <>
      {check?.state === 'waiting' && ` · ${t('check-waiting')}`}
      {check?.state === 'checking' &&
        ` · ${t('check-running', { percent: percent(check.read, item.file.size) })}`}
      {check?.review && <Outcome item={item} sending={sending} />}
      {check?.state === 'skipped' && ` · ${t('check-skipped')}`}
      {check?.state === 'failed' && ` · ${sending.checker.usable ? t('check-failed') : t('item-ready')}`}
      {words && ` · ${words}`}
    </>
  )
}

function continueWords(item: Item, offset: number): string {
  if (item.continues === 'other') return t('item-other')
  return t('item-continues', { percent: percent(offset, item.size) })
}

/** Kinds of files in which there is no text to find. */
const UNREADABLE = /^(image|video|audio)\//

function Outcome({ item, sending }: { item: Item; sending: Sending }) {
  const review = sending.checker.of(item.id)?.review
  if (!review) return null
  const found = review.findings.length + review.beyond.length
  return (
    <>
      {found > 0 && (
        <span class="tag sens">
          <EyeOff class="i" aria-hidden="true" />
          {t('check-found', { count: found, n: n(found) })}
        </span>
      )}
      {UNREADABLE.test(item.file.type) ? (
        <span>{t('check-unreadable')}</span>
      ) : review.state !== 'clean' ? (
        <span>{t(review.state === 'encrypted' ? 'check-encrypted' : 'check-partly')}</span>
      ) : (
        review.clean && (
          <span class="tag ok">
            <CheckIcon class="i" aria-hidden="true" />
            {t('check-clean')}
          </span>
        )
      )}
    </>
  )
}

function FolderState({ row, sending }: { row: Row; sending: Sending }) {
  const { checker } = sending
  const total = row.items.reduce((sum, item) => sum + item.size, 0)
  const { open, unchecked } = checking(row.items, checker)
  const reviews = row.items.flatMap(item => checker.of(item.id)?.review ?? [])
  const found = reviews.reduce((sum, each) => sum + each.findings.length + each.beyond.length, 0)
  const partly = reviews.filter(review => review.state !== 'clean').length
  const left = checker.usable === false ? 0 : unchecked.length + partly
  return (
    <>
      {size(total)}
      {open.length > 0 &&
        ` · ${t('check-folder', { done: n(row.items.length - open.length), n: files(row.items.length) })}`}
      {found > 0 && (
        <span class="tag sens">
          <EyeOff class="i" aria-hidden="true" />
          {t('check-found', { count: found, n: n(found) })}
        </span>
      )}
      {open.length === 0 && found === 0 && left === 0 && checker.usable && (
        <span class="tag ok">
          <CheckIcon class="i" aria-hidden="true" />
          {t('check-clean')}
        </span>
      )}
      {open.length === 0 && left > 0 && <span>{t('check-folder-partly', { count: left, n: n(left) })}</span>}
      {checker.usable === false && ` · ${t('item-ready')}`}
    </>
  )
}

/** While sending: what is missing from the copy. */
function Blacked({ items, sending }: { items: readonly Item[]; sending: Sending }) {
  const count = items.reduce((sum, item) => sum + (sending.checker.of(item.id)?.review?.blackedOut ?? 0), 0)
  return count > 0 ? <> · {t('item-blacked', { count, n: n(count) })}</> : null
}

function Countdown({ item }: { item: Item }) {
  const seconds = Math.ceil(((item.retryAt ?? 0) - Date.now()) / 1000)
  const word = item.error?.code === 'read_only' ? 'item-not-taken' : 'item-retrying'
  return <>{seconds > 0 ? t(word, { seconds: n(seconds) }) : t('item-retrying-now')}</>
}

function reason(item: Item): string {
  const id = `error-${item.error?.code}`
  const known = t(id)
  if (known !== id) return known
  return item.error?.message && item.error.message !== item.error.code ? item.error.message : t('error-other')
}
