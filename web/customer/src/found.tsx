// What was found in the files of one row, and what becomes of it. Blacking out is chosen from the start.
import { useEffect, useState } from 'preact/hooks'
import type { Item } from '../../core/queue'
import { type Category, category, counts, hinted } from '../../core/review'
import type { Finding } from '../../core/scanner/module'
import { Choice } from './choice'
import { LookDialog } from './look'
import type { Reviewed } from './rows'
import type { Sending } from './use-sending'
import { n, t } from './words'

interface Props {
  name: string
  found: readonly Reviewed[]
  sending: Sending
  organisation: string
}

export function Found({ name, found, sending, organisation }: Props) {
  const [looking, setLooking] = useState(false)
  const here = found.flatMap(({ review }) => review.findings)
  const kept = found.reduce((sum, { review }) => sum + review.kept, 0)
  const choose = (keep: boolean) => {
    for (const { item, review } of found) sending.keep(item, review.findings, keep)
  }
  return (
    <div class="found">
      {here.length > 0 && (
        <>
          <h3>{t('found-title', { count: here.length, n: n(here.length) })}</h3>
          <ul>
            {counts(here).map(([which, count]) => (
              <li key={which}>
                <b class="num">{n(count)}</b>
                <span>
                  {t(`category-${which}`, { count })}
                  <Example found={found} which={which} count={count} />
                </span>
              </li>
            ))}
          </ul>
          <div class="acts">
            <Choice
              label={t('found-choice', { name })}
              keep={kept === 0 ? false : kept === here.length ? true : undefined}
              choose={choose}
            />
            <button
              type="button"
              class="btn"
              aria-haspopup="dialog"
              aria-label={t('found-look-name', { name })}
              onClick={() => setLooking(true)}
            >
              {t('found-look')}
            </button>
          </div>
          <p class="sub small">
            {kept === 0 && t('found-blacked')}
            {kept === here.length && t('found-kept', { organisation })}
            {kept > 0 &&
              kept < here.length &&
              t('found-mixed', { blacked: n(here.length - kept), kept: n(kept), organisation })}
          </p>
        </>
      )}
      <Beyond name={name} found={found} sending={sending} />
      {looking && (
        <LookDialog
          name={name}
          found={found.filter(({ review }) => review.findings.length > 0)}
          sending={sending}
          organisation={organisation}
          close={() => setLooking(false)}
        />
      )}
    </div>
  )
}

/** What cannot be blacked out here: only the sender can say whether it goes. */
function Beyond({ name, found, sending }: Pick<Props, 'name' | 'found' | 'sending'>) {
  const beyond = found.filter(({ review }) => review.beyond.length > 0 || review.cut)
  if (beyond.length === 0) return null
  const findings = beyond.flatMap(({ review }) => review.beyond)
  const items = beyond.map(({ item }) => item)
  return (
    <div class="beyond">
      <h3>
        {findings.length > 0
          ? t('beyond-title', { count: findings.length, n: n(findings.length) })
          : t('beyond-cut')}
      </h3>
      {findings.length > 0 && (
        <ul>
          {counts(findings).map(([which, count]) => (
            <li key={which}>
              <b class="num">{n(count)}</b>
              <span>{t(`category-${which}`, { count })}</span>
            </li>
          ))}
        </ul>
      )}
      <label class="check">
        <input
          type="checkbox"
          checked={beyond.every(({ review }) => review.sendBeyond)}
          onChange={event => sending.sendBeyond(items, event.currentTarget.checked)}
        />
        <span>{t('beyond-send', { name })}</span>
      </label>
    </div>
  )
}

/** The first of a category with its middle hidden, for its owner to know it again. */
function Example({ found, which, count }: { found: readonly Reviewed[]; which: Category; count: number }) {
  const first = firstOf(found, which)
  const file = first?.item.file
  const finding = first?.finding
  const [text, setText] = useState<string>()
  useEffect(() => {
    if (!file || !finding || which === 'private-key') return
    let here = true
    const part = file.slice(finding.start, Math.min(finding.end, finding.start + SHOWN_BYTES))
    part.text().then(
      value => here && setText(hinted(value, which)),
      // Moved or changed since it was chosen: sending will say so.
      () => undefined,
    )
    return () => {
      here = false
    }
  }, [file, finding, which])
  if (!finding || !text) return null
  return (
    <>
      {t('found-example', { count })} <bdi class="mono">{text}</bdi>{' '}
      {t('found-on-line', { line: n(finding.line) })}
    </>
  )
}

function firstOf(found: readonly Reviewed[], which: string): { item: Item; finding: Finding } | undefined {
  for (const { item, review } of found) {
    const finding = review.findings.find(({ type }) => category(type) === which)
    if (finding) return { item, finding }
  }
  return undefined
}

const SHOWN_BYTES = 64
