import { shortTime } from '../../../core/format'
import type { Alert, Containment } from '../../../core/types'
import { useNames } from '../parts/who'
import { locale, t } from '../words'

const TONE: Record<string, string> = { active: 'bad', held_back: 'warn', dry_run: 'warn' }

/** What followed by itself, on whom, until when. */
export function Containments({ alert }: { alert: Alert }) {
  const all = alert.containments ?? []
  return (
    <section aria-labelledby="followed">
      <h2 id="followed">{t('alert-followed')}</h2>
      {all.length === 0 && <p className="sub">{t('alert-followed-none')}</p>}
      <ul className="notes">
        {all.map(each => (
          <One key={`${each.response}${each.subject}${each.since}`} containment={each} />
        ))}
      </ul>
    </section>
  )
}

function One({ containment: { response, state, subject, since, until } }: { containment: Containment }) {
  const name = useNames()
  return (
    <li>
      <p>
        <b>{t(`response-${response}`)}</b> <bdi>{name(subject)}</bdi>{' '}
        <span className={`tag ${TONE[state] ?? ''}`}>{t(`containment-${state}`)}</span>
      </p>
      <p className="sub num">
        {t('from-until', { from: shortTime(since, locale), until: shortTime(until, locale) })} ·{' '}
        {t(`response-${response}-text`)}
      </p>
    </li>
  )
}
