// Every finding of a row with the text around it, and the choice for each.
import { X } from 'lucide-preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { visible } from '../../core/format'
import type { Item } from '../../core/queue'
import { type Category, category, counts, type Review, SINGLY_MAX } from '../../core/review'
import type { Finding } from '../../core/scanner/module'
import { Choice } from './choice'
import type { Reviewed } from './rows'
import { saveCopy } from './save-copy'
import type { Sending } from './use-sending'
import { n, t } from './words'

interface Props {
  name: string
  found: readonly Reviewed[]
  sending: Sending
  organisation: string
  close(): void
}

/** Rows drawn at first, and with each press of the button for more. */
const PAGE = 50

interface Entry {
  item: Item
  review: Review
  finding: Finding
  /** Its neighbours in the file. */
  before: Finding | undefined
  after: Finding | undefined
}

export function LookDialog({ name, found, sending, organisation, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [which, setWhich] = useState<Category>()
  const [shown, setShown] = useState(PAGE)
  useEffect(() => dialog.current?.showModal(), [])

  const all = useMemo(() => entries(found), [found])
  const wanted = which ? all.filter(({ finding }) => category(finding.type) === which) : all
  const singly = wanted.length <= SINGLY_MAX
  const kept = wanted.filter(({ review, finding }) => review.isKept(finding)).length
  const keptOfAll = found.reduce((sum, { review }) => sum + review.kept, 0)
  const single = found.length === 1 ? found[0] : undefined
  const chooseShown = (keep: boolean) => {
    for (const { item, review } of found) {
      const some = which ? review.findings.filter(({ type }) => category(type) === which) : review.findings
      sending.keep(item, some, keep)
    }
  }
  const filter = (value: Category | undefined, words: string, count: number) => (
    <button
      type="button"
      class="btn"
      aria-pressed={which === value}
      onClick={() => {
        setWhich(value)
        setShown(PAGE)
      }}
    >
      <span>{words}</span> <b class="num">{n(count)}</b>
    </button>
  )
  return (
    <dialog class="look" ref={dialog} aria-labelledby="look-title" onClose={close}>
      <div class="frame">
        <header>
          <div>
            <h2 id="look-title">
              {t('look-title')} <bdi>{name}</bdi>
            </h2>
            <p class="sub small">{t('look-text', { organisation })}</p>
          </div>
          <button
            type="button"
            class="btn ghost icon"
            aria-label={t('close')}
            onClick={() => dialog.current?.close()}
          >
            <X class="i" aria-hidden="true" />
          </button>
          <div class="filters">
            {filter(undefined, t('look-all'), all.length)}
            {counts(all.map(({ finding }) => finding)).map(([each, count]) =>
              filter(each, t(`category-${each}`, { count }), count),
            )}
          </div>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="scroll" tabIndex={0} aria-label={t('look-list')}>
          {wanted.length > 1 && (
            <div class="bulk">
              <span>{singly ? t('look-bulk') : t('look-bulk-many', { n: n(SINGLY_MAX) })}</span>
              <Choice
                label={t('look-bulk')}
                keep={kept === 0 ? false : kept === wanted.length ? true : undefined}
                choose={chooseShown}
              />
            </div>
          )}
          <ul>
            {wanted.slice(0, singly ? shown : PAGE).map(entry => (
              <LookRow
                key={`${entry.item.id} ${entry.finding.start}`}
                entry={entry}
                path={!single}
                sending={singly ? sending : undefined}
                organisation={organisation}
              />
            ))}
          </ul>
          {singly && wanted.length > shown && (
            <button type="button" class="btn more" onClick={() => setShown(shown + PAGE)}>
              {t('look-more', { n: n(Math.min(PAGE, wanted.length - shown)) })}
            </button>
          )}
        </section>
        <footer>
          <p>
            <b class="num">{t('look-sum', { blacked: n(all.length - keptOfAll), kept: n(keptOfAll) })}</b>
            <span class="sub small">{t('look-own')}</span>
          </p>
          <div class="acts">
            {single && (
              <button
                type="button"
                class="btn"
                onClick={() => void saveCopy(single.item.file, single.review.replacements())}
              >
                {t('look-save')}
              </button>
            )}
            <button type="button" class="btn primary" onClick={() => dialog.current?.close()}>
              {t('look-done')}
            </button>
          </div>
        </footer>
      </div>
    </dialog>
  )
}

function entries(found: readonly Reviewed[]): Entry[] {
  return found.flatMap(({ item, review }) =>
    review.findings.map((finding, at) => ({
      item,
      review,
      finding,
      before: review.findings[at - 1],
      after: review.findings[at + 1],
    })),
  )
}

interface RowProps {
  entry: Entry
  /** Whether to name the file. */
  path: boolean
  /** Absent where single findings are not decided. */
  sending: Sending | undefined
  organisation: string
}

function LookRow({ entry, path, sending, organisation }: RowProps) {
  const { item, review, finding } = entry
  const kept = review.isKept(finding)
  const around = useAround(entry)
  const line = t('look-line', { line: n(finding.line) })
  const what = t(`category-${category(finding.type)}`, { count: 1 })
  return (
    <li class={kept ? 'kept' : undefined}>
      <p class="line num">
        {line}
        {path && <bdi>{visible(item.path)}</bdi>}
      </p>
      <div>
        <p class="mono text">
          {around?.before}
          {kept ? <mark>{around?.value}</mark> : <span class="rd">{what}</span>}
          {around?.after}
        </p>
        <p class="sub small">{kept ? t('look-kept', { organisation }) : t(`sure-${finding.confidence}`)}</p>
      </div>
      {sending && (
        <Choice label={`${line}: ${what}`} keep={kept} choose={keep => sending.keep(item, [finding], keep)} />
      )}
    </li>
  )
}

interface Around {
  before: string
  value: string
  after: string
}

const AROUND_BYTES = 120
const VALUE_BYTES = 200

/** The line around a finding, up to its neighbours: what they hide is not shown here either. */
function useAround({ item, finding, before, after }: Entry): Around | undefined {
  const [around, setAround] = useState<Around>()
  useEffect(() => {
    let here = true
    const { file } = item
    const left = Math.max(before?.end ?? 0, finding.start - AROUND_BYTES)
    const right = Math.min(after?.start ?? file.size, finding.end + AROUND_BYTES)
    const end = Math.min(finding.end, finding.start + VALUE_BYTES)
    const text = (from: number, to: number) => file.slice(from, to).text()
    Promise.all([text(left, finding.start), text(finding.start, end), text(finding.end, right)]).then(
      ([ahead, value, behind]) => {
        const start = ahead.slice(ahead.lastIndexOf('\n') + 1)
        const stop = behind.indexOf('\n')
        const rest = stop < 0 ? behind : behind.slice(0, stop)
        const cutLeft = start.length === ahead.length && left > 0
        const cutRight = stop < 0 && right < file.size
        if (!here) return
        setAround({
          before: `${cutLeft ? '…' : ''}${visible(start)}`,
          value: `${visible(value)}${end < finding.end ? '…' : ''}`,
          after: `${visible(rest)}${cutRight ? '…' : ''}`,
        })
      },
      // Moved or changed since it was chosen: sending will say so.
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [item, finding, before, after])
  return around
}
