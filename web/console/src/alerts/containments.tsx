import { shortTime, visible } from '../../../core/format'
import type { Alert, Containment } from '../../../core/types'
import { useNames } from '../parts/who'
import { locale, t } from '../words'
import { EndResponse } from './respond'

/** The subject of what is done to all at once. */
const EVERYBODY = 'everybody'
const TONE: Record<string, string> = { active: 'bad', held_back: 'warn', dry_run: 'warn' }

/** What followed, on whom, until when; who decides may end each. */
export function Containments({ alert, decides }: { alert: Alert; decides: boolean }) {
  const all = alert.containments ?? []
  return (
    <section aria-labelledby="followed">
      <h2 id="followed">{t('alert-followed')}</h2>
      {all.length === 0 && <p className="sub">{t('alert-followed-none')}</p>}
      <ul className="notes">
        {all.map(each => (
          <One
            key={`${each.response}${each.subject}${each.since}`}
            alert={alert}
            containment={each}
            decides={decides}
          />
        ))}
      </ul>
    </section>
  )
}

interface OneProps {
  alert: Alert
  containment: Containment
  decides: boolean
}

function One({ alert, containment, decides }: OneProps) {
  const { response, state, subject, since, until, words } = containment
  const name = useNames()
  const what = t(`response-${response}`)
  return (
    <li>
      <p>
        <b>{what}</b> <bdi>{subject === EVERYBODY ? t('containment-everybody') : name(subject)}</bdi>{' '}
        <span className={`tag ${TONE[state] ?? ''}`}>{t(`containment-${state}`)}</span>
      </p>
      <p className="sub num">
        {t('from-until', { from: shortTime(since, locale), until: shortTime(until, locale) })} ·{' '}
        {t(`response-${response}-text`)}
      </p>
      {words && <blockquote>{visible(words)}</blockquote>}
      {decides && state === 'active' && <EndResponse alert={alert} response={response} what={what} />}
    </li>
  )
}
