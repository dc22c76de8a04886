import { useState } from 'react'
import type { Alert } from '../../../core/types'
import { client } from '../api'
import { Ask } from '../parts/ask'
import { Select } from '../parts/choice'
import { n, t } from '../words'
import { changed } from './queries'

/** For how long, in hours; none is as long as the rule's own responses last. */
const HOURS = [1, 4, 8, 24, 72, 336]

/** Begins by hand what the rule does not begin, or what was held back. */
export function Respond({ alert }: { alert: Alert }) {
  const open = alert.open_responses ?? []
  const [chosen, choose] = useState<string>()
  if (open.length === 0) return null
  const response = chosen !== undefined && open.includes(chosen) ? chosen : open[0]
  const warns = response === 'warn_staff'
  return (
    <Ask
      button={t('alert-respond')}
      offer={t('alert-respond-title')}
      title={t('alert-respond-title')}
      go={t('alert-respond-go')}
      size=""
      tone="danger"
      reason={warns ? { label: t('alert-warning'), hint: t('alert-warning-hint') } : { label: t('reason') }}
      act={async fields => {
        const hours = Number(fields.get('hours'))
        changed(
          await client.post<Alert>(`/alerts/${encodeURIComponent(alert.id)}/responses`, {
            response: fields.get('response'),
            note: fields.get('reason'),
            ...(hours > 0 ? { hours } : {}),
          }),
        )
      }}
      done={() => choose(undefined)}
    >
      <Select
        label={t('alert-response')}
        name="response"
        initial={response}
        options={open.map(each => [each, t(`respond-${each}`)] as const)}
        change={choose}
      />
      <p className="sub">{t(`response-${response}-text`)}</p>
      <Select
        label={t('budgets-hours')}
        name="hours"
        options={[
          ['0', t('alert-respond-usual')] as const,
          ...HOURS.map(each => [String(each), t('budgets-for', { count: each, n: n(each) })] as const),
        ]}
      />
    </Ask>
  )
}

/** Ends one of the things an alert holds. */
export function EndResponse({ alert, response, what }: { alert: Alert; response: string; what: string }) {
  return (
    <Ask
      button={t('alert-end')}
      name={t('alert-end-name', { what })}
      title={t('alert-end-name', { what })}
      text={t('alert-lift-text')}
      reason={{ label: t('reason') }}
      act={async fields =>
        changed(
          await client.post<Alert>(`/alerts/${encodeURIComponent(alert.id)}/lift`, {
            response,
            text: fields.get('reason'),
          }),
        )
      }
    />
  )
}
