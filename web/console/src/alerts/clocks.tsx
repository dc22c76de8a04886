import { exactTime, longTime, shortTime } from '../../../core/format'
import type { Alert, Clock } from '../../../core/types'
import { client } from '../api'
import { Ask } from '../parts/ask'
import { Choice } from '../parts/choice'
import { Field } from '../parts/field'
import { useNames } from '../parts/who'
import { locale, t } from '../words'
import { changed } from './queries'

const TOLD = ['authority', 'customer', 'people', 'other'] as const
const TONE: Record<string, string> = { overdue: 'bad', late: 'warn', met: 'ok' }
const MINUTE_MS = 60_000

/** By when somebody has to be told, should this be an incident, and whether that was done. */
export function Clocks({ alert, decides }: { alert: Alert; decides: boolean }) {
  const clocks = alert.clocks ?? []
  if (clocks.length === 0) return null
  return (
    <section aria-labelledby="clocks">
      <h2 id="clocks">{t('alert-clocks')}</h2>
      <p className="measure">{t('alert-clocks-text')}</p>
      <ul className="notes">
        {clocks.map(clock => (
          <One key={clock.id} alert={alert} clock={clock} decides={decides} />
        ))}
      </ul>
    </section>
  )
}

function One({ alert, clock, decides }: { alert: Alert; clock: Clock; decides: boolean }) {
  const { regime, who, tell, due, source, as_of, state, notice } = clock
  const name = useNames()
  return (
    <li>
      <p>
        <b>
          <time dateTime={due} title={exactTime(due, locale)}>
            {longTime(due, locale)}
          </time>
        </b>{' '}
        <span lang="en">{tell}</span>{' '}
        <span className={`tag ${TONE[state] ?? ''}`}>{t(`clock-${state}`)}</span>
      </p>
      <p className="sub" lang="en">
        <a href={source} rel="noreferrer">
          {regime}
        </a>{' '}
        · {who} · <span className="num">{as_of}</span>
      </p>
      {notice && (
        <p className="sub">
          {t(`told-${notice.told}`)} · <span className="num">{shortTime(notice.given, locale)}</span> ·{' '}
          <bdi>{notice.reference}</bdi>
          {notice.by && (
            <>
              {' '}
              · <bdi>{name(notice.by)}</bdi>
            </>
          )}
        </p>
      )}
      {decides && (notice ? <Withdraw alert={alert} clock={clock} /> : <Give alert={alert} clock={clock} />)}
    </li>
  )
}

function at(alert: Alert, clock: Clock): string {
  return `/alerts/${encodeURIComponent(alert.id)}/clocks/${encodeURIComponent(clock.id)}/notice`
}

/** Says that somebody was told. The duty is in the button's name, as there are several of them. */
function Give({ alert, clock }: { alert: Alert; clock: Clock }) {
  return (
    <Ask
      button={t('notice-give')}
      name={t('notice-give-name', { clock: clock.regime })}
      title={t('notice-give-title', { clock: clock.regime })}
      act={async fields =>
        changed(
          await client.post<Alert>(at(alert, clock), {
            told: fields.get('told'),
            given: new Date(String(fields.get('given'))).toISOString(),
            reference: fields.get('reference'),
          }),
        )
      }
    >
      <Choice
        legend={t('notice-told')}
        name="told"
        initial="authority"
        options={TOLD.map(value => ({ value, label: t(`told-${value}`) }))}
      />
      <Field
        label={t('notice-given')}
        name="given"
        type="datetime-local"
        defaultValue={localNow()}
        isRequired
      />
      <Field
        label={t('notice-reference')}
        hint={t('notice-reference-hint')}
        name="reference"
        maxLength={200}
        autoComplete="off"
        isRequired
      />
    </Ask>
  )
}

function Withdraw({ alert, clock }: { alert: Alert; clock: Clock }) {
  return (
    <Ask
      button={t('notice-withdraw')}
      name={t('notice-withdraw-name', { clock: clock.regime })}
      title={t('notice-withdraw-title', { clock: clock.regime })}
      text={t('notice-withdraw-text')}
      reason={{ label: t('reason') }}
      act={async fields =>
        changed(await client.post<Alert>(`${at(alert, clock)}/withdraw`, { text: fields.get('reason') }))
      }
    />
  )
}

/** Now, as a field for local times has it; to the second, as an alert may be younger than a minute. */
function localNow(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 19)
}
