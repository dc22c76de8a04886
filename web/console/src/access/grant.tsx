import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { exactTime, longTime, shortTime, visible } from '../../../core/format'
import type { Grant } from '../../../core/types'
import { client, meQuery } from '../api'
import { Ask } from '../parts/ask'
import { Choice } from '../parts/choice'
import { useOffered } from '../parts/offered'
import { useNames } from '../parts/who'
import { locale, t } from '../words'
import { accessChanged } from './queries'
import { actWords } from './request'

/** One grant: whose, for what, why, by whom, until when; and how it is ended or reviewed. */
export function GrantCard({ grant }: { grant: Grant }) {
  const { data: me } = useQuery(meQuery)
  const { answer, review } = useOffered()
  const name = useNames()
  const own = grant.member.id === me?.member.id
  const live = grant.state === 'live'
  const owed = grant.review != null && grant.review.state !== 'done'
  return (
    <li className="ask-card">
      <div className="grow">
        <p>
          <b>
            <bdi>{visible(grant.member.name)}</bdi>
          </b>{' '}
          {own || answer ? (
            <Link to="/cases/$case" params={{ case: grant.case }}>
              {t('grant-case', { reference: visible(grant.case_reference) })}
            </Link>
          ) : (
            t('grant-case', { reference: visible(grant.case_reference) })
          )}{' '}
          {grant.kind !== 'access' && (
            <span className={`tag ${grant.kind === 'break_glass' ? 'bad' : ''}`}>
              {t(`grant-kind-${grant.kind}`)}
            </span>
          )}{' '}
          <span className={`tag ${live ? 'ok' : ''}`}>{t(`grant-state-${grant.state}`)}</span>
        </p>
        <p className="quote">
          <span className="sub">{t('reason')}: </span>
          {visible(grant.reason)}
        </p>
        <p className="sub num">
          {actWords(grant.acts)} ·{' '}
          <time dateTime={grant.expires} title={exactTime(grant.expires, locale)}>
            {live
              ? t('grant-until', { time: longTime(grant.expires, locale) })
              : t('from-until', {
                  from: shortTime(grant.starts, locale),
                  until: shortTime(grant.ended ?? grant.expires, locale),
                })}
          </time>
          {grant.approvers.length > 0 && (
            <>
              {' '}
              ·{' '}
              {t('grant-approvers', {
                names: new Intl.ListFormat(locale).format(grant.approvers.map(each => visible(each.name))),
              })}
            </>
          )}
        </p>
        {grant.review && (
          <p>
            <span className={`tag ${grant.review.state === 'done' ? '' : 'warn'}`}>
              {grant.review.verdict
                ? t(`review-${grant.review.verdict}`)
                : t(`review-${grant.review.state}`, { time: longTime(grant.review.due, locale) })}
            </span>{' '}
            {grant.review.note && (
              <span className="sub">
                {grant.review.by && `${name(grant.review.by)}: `}
                {visible(grant.review.note)}
              </span>
            )}
          </p>
        )}
      </div>
      <div className="acts">
        {live && own && <GiveBack grant={grant} />}
        {live && !own && answer && (
          <Ask
            button={t('grant-take')}
            title={t('grant-take-title', { who: visible(grant.member.name) })}
            text={t('grant-take-text')}
            tone="danger"
            reason={{ label: t('reason'), hint: t('access-deny-hint') }}
            act={fields => client.post(`/grants/${grant.id}/end`, { reason: fields.get('reason') })}
            done={accessChanged}
          />
        )}
        {owed && !own && review && <Review grant={grant} />}
      </div>
    </li>
  )
}

export function GiveBack({ grant }: { grant: Grant }) {
  return (
    <Ask
      button={t('grant-give-back')}
      title={t('grant-give-back-title', { reference: visible(grant.case_reference) })}
      text={t('grant-give-back-text')}
      act={() => client.post(`/grants/${grant.id}/give-back`)}
      done={accessChanged}
    />
  )
}

function Review({ grant }: { grant: Grant }) {
  return (
    <Ask
      button={t('review-do')}
      tone="primary"
      title={t('review-title', { who: visible(grant.member.name) })}
      text={<p className="quote">{visible(grant.reason)}</p>}
      reason={{ label: t('review-note') }}
      act={fields =>
        client.post(`/grants/${grant.id}/review`, {
          verdict: fields.get('verdict'),
          note: fields.get('reason'),
        })
      }
      done={accessChanged}
    >
      <Choice
        legend={t('review-verdict')}
        name="verdict"
        initial="justified"
        options={['justified', 'not_justified'].map(value => ({ value, label: t(`review-${value}`) }))}
      />
    </Ask>
  )
}
