import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { CaseProtection } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { t } from '../words'

interface Kept {
  case: string
  reference: string
  held: boolean
  sealed: boolean
}

interface Props {
  kept: Kept
  done(): unknown
}

/** Keeps a case's files for the law, or no more: for a reason. */
export function Hold({ kept: { case: id, reference, held }, done }: Props) {
  const word = held ? 'end' : 'set'
  const named = { reference: visible(reference) }
  return (
    <Ask
      button={t(`hold-${word}`)}
      offer={t(`hold-${word}-go`, named)}
      title={t(`hold-${word}-title`, named)}
      text={<p>{t(`hold-${word}-text`)}</p>}
      go={t(`hold-${word}-go`, named)}
      {...(held ? { tone: 'danger' } : {})}
      reason={{ label: t('reason') }}
      act={fields => client.put(`/cases/${id}/hold`, { on: !held, reason: fields.get('reason') })}
      done={done}
    />
  )
}

/** Has the customer asked before a value or an original is handed out, or no more. */
export function Lockbox({ kept: { case: id, reference, sealed }, done }: Props) {
  const word = sealed ? 'off' : 'on'
  const named = { reference: visible(reference) }
  return (
    <Ask
      button={t(`lockbox-${word}`)}
      offer={t(`lockbox-${word}-go`, named)}
      title={t(`lockbox-${word}-title`, named)}
      text={<p>{t(`lockbox-${word}-text`)}</p>}
      go={t(`lockbox-${word}-go`, named)}
      {...(sealed ? { tone: 'danger' } : {})}
      act={async () => {
        const after = await client.put<CaseProtection>(`/cases/${id}/lockbox`, { on: !sealed })
        // Off for this case, and still on: then it is on for everything of this customer's.
        queries.setQueryData(['lockbox', id], sealed && after.sealed === true)
      }}
      done={done}
    />
  )
}

/** Says so where a lockbox stayed on although it was just switched off for this case. */
export function StillSealed({ id }: { id: string }) {
  const { data: still } = useQuery<boolean>({ queryKey: ['lockbox', id], enabled: false })
  return still === true ? (
    <p className="note" role="status">
      {t('lockbox-of-customer')}
    </p>
  ) : null
}

/** For those who decide about holds and lockboxes and cannot open the case: which one it is, and how it is kept. */
export function Keeping({ id }: { id: string }) {
  const { hold, lockbox } = useOffered()
  const key = ['protection', id]
  const query = useQuery({
    queryKey: key,
    queryFn: () => client.get<CaseProtection>(`/cases/${encodeURIComponent(id)}/protection`),
    enabled: hold === true || lockbox === true,
  })
  if (!hold && !lockbox) return null
  const done = () => queries.invalidateQueries({ queryKey: key })
  return (
    <section className="panel" aria-labelledby="keeping">
      <h2 id="keeping">{t('keeping-title')}</h2>
      <Loaded query={query}>
        {kept => (
          <div className="pad stack-in">
            <p>
              <b>
                <bdi>{visible(kept.reference)}</bdi> <bdi>{visible(kept.customer_name)}</bdi>
              </b>{' '}
              <bdi>{visible(kept.subject)}</bdi>
              <br />
              <span className="sub">
                {visible(kept.department_name)} · {t(`state-${kept.state}`)}
              </span>
            </p>
            <ul className="bullets">
              <li>{t(kept.held ? 'keeping-held' : 'keeping-not-held')}</li>
              <li>{t(kept.sealed ? 'keeping-sealed' : 'keeping-not-sealed')}</li>
            </ul>
            <StillSealed id={kept.case} />
            <div className="acts start">
              {hold && <Hold kept={kept} done={done} />}
              {lockbox && <Lockbox kept={kept} done={done} />}
            </div>
          </div>
        )}
      </Loaded>
    </section>
  )
}
