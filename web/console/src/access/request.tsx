import { useQuery } from '@tanstack/react-query'
import { exactTime, longTime, visible } from '../../../core/format'
import type { AccessRequest } from '../../../core/types'
import { client, meQuery } from '../api'
import { Ask } from '../parts/ask'
import { Marks, Select } from '../parts/choice'
import { useOffered } from '../parts/offered'
import { Ago } from '../parts/time'
import { useNames } from '../parts/who'
import { locale, n, t } from '../words'
import { DURATIONS, duration } from './duration'
import { accessChanged, accessRequestQuery } from './queries'

const TONE: Record<string, string> = { waiting: 'warn', approved: 'ok', denied: 'bad' }

export const actWords = (acts: readonly string[]) => acts.map(act => t(`act-${act}`)).join(', ')

/** One request: who, why, what exactly, for how long, and what speaks for care. */
export function RequestCard({ request }: { request: AccessRequest }) {
  const { data: me } = useQuery(meQuery)
  const { answer } = useOffered()
  const name = useNames()
  const own = request.member.id === me?.member.id
  const waiting = request.state === 'waiting'
  return (
    <li className="ask-card">
      <div className="grow">
        <p>
          <b>
            {t(`access-says-${request.kind}`, {
              who: visible(request.member.name),
              reference: visible(request.case_reference),
            })}
          </b>{' '}
          <span className={`tag ${TONE[request.state] ?? ''}`}>{t(`access-state-${request.state}`)}</span>
        </p>
        <p className="quote">
          <span className="sub">{t('reason')}: </span>
          {visible(request.reason)}
        </p>
        <p className="sub">
          {actWords(request.acts)} · {t('access-minutes', { time: duration(request.minutes) })} ·{' '}
          <Ago time={request.created} />
        </p>
        <p className="tags">
          {request.other_department && <span className="tag warn">{t('access-other-department')}</span>}
          {!request.works_case && <span className="tag">{t('access-not-working')}</span>}
          <span className="tag num">
            {t('access-before', { count: request.grants_before, n: n(request.grants_before) })}
          </span>
          {waiting && request.approvals_needed > 1 && (
            <span className="tag num">
              {t('access-approvals', {
                have: n(request.approvals.length),
                need: n(request.approvals_needed),
              })}
            </span>
          )}
        </p>
        {request.refusal && (
          <p>
            {t('access-refused', {
              who: request.refused_by ? name(request.refused_by) : '',
              reason: visible(request.refusal),
            })}
          </p>
        )}
        {waiting && (
          <p className="sub" title={exactTime(request.lapses, locale)}>
            {t('access-lapses', { time: longTime(request.lapses, locale) })}
          </p>
        )}
        {waiting && own && <Answerers id={request.id} />}
      </div>
      {waiting && own && (
        <Ask
          button={t('access-withdraw')}
          title={t('access-withdraw-title')}
          act={() => client.delete(`/access/requests/${request.id}`)}
          done={accessChanged}
        />
      )}
      {waiting && !own && answer && request.kind !== 'unseal' && <Answer request={request} />}
    </li>
  )
}

function Answerers({ id }: { id: string }) {
  const { data } = useQuery(accessRequestQuery(id))
  if (!data || data.answerers.length === 0) return null
  const names = data.answerers.map(each => visible(each.name))
  return (
    <p className="sub">
      {t('access-answerers', { names: new Intl.ListFormat(locale, { type: 'disjunction' }).format(names) })}
    </p>
  )
}

function Answer({ request }: { request: AccessRequest }) {
  const at = `/access/requests/${request.id}`
  const who = visible(request.member.name)
  const less = DURATIONS.filter(minutes => minutes < request.minutes)
  return (
    <div className="acts">
      <Ask
        button={t('access-approve')}
        tone="primary"
        title={t('access-approve-title', { who, reference: visible(request.case_reference) })}
        text={`${actWords(request.acts)} · ${t('access-minutes', { time: duration(request.minutes) })}`}
        act={() => client.post(`${at}/approve`)}
        done={accessChanged}
      />
      {(less.length > 0 || request.acts.length > 1) && (
        <Ask
          button={t('access-less')}
          title={t('access-less-title', { who })}
          go={t('access-approve')}
          act={fields =>
            client.post(`${at}/approve`, {
              acts: fields.getAll('acts'),
              minutes: Number(fields.get('minutes')),
            })
          }
          done={accessChanged}
        >
          <Marks
            legend={t('access-most')}
            name="acts"
            options={request.acts.map(act => [act, t(`act-${act}`)])}
            initial={['view']}
          />
          <Select
            label={t('access-for')}
            name="minutes"
            options={[...less, request.minutes].map(minutes => [String(minutes), duration(minutes)])}
          />
        </Ask>
      )}
      <Ask
        button={t('access-deny')}
        title={t('access-deny-title', { who })}
        reason={{ label: t('reason'), hint: t('access-deny-hint') }}
        act={fields => client.post(`${at}/deny`, { reason: fields.get('reason') })}
        done={accessChanged}
      />
    </div>
  )
}
