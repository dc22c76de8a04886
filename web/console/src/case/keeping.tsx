import { queryOptions, useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { CaseProtection } from '../../../core/types'
import { client, queries } from '../api'
import { PutUnseenCaseBack } from '../back/offers'
import { Ask } from '../parts/ask'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { t } from '../words'
import { EraseCase, ErasedCase } from './erase-case'

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

interface Holding {
  /** What is held, as its words are named: a case, all of a customer's cases, or one file. */
  over: '' | 'customer-' | 'file-'
  name: string
  at: string
  held: boolean
  done(): unknown
}

/** Keeps something for the law, or no more: for a reason. */
export function HoldOver({ over, name, at, held, done }: Holding) {
  const word = `hold-${over}${held ? 'end' : 'set'}`
  const named = { name: visible(name) }
  return (
    <Ask
      button={t(word)}
      offer={t(`${word}-go`, named)}
      title={t(`${word}-title`, named)}
      text={<p>{t(`${word}-text`)}</p>}
      go={t(`${word}-go`, named)}
      {...(held ? { tone: 'danger' } : {})}
      reason={{ label: t('reason') }}
      act={fields => client.put(at, { on: !held, reason: fields.get('reason') })}
      done={done}
    />
  )
}

export function Hold({ kept: { case: id, reference, held }, done }: Props) {
  return <HoldOver over="" name={reference} at={`/cases/${id}/hold`} held={held} done={done} />
}

export const protectionKey = (id: string) => ['protection', id]

const protectionQuery = (id: string) =>
  queryOptions({
    queryKey: protectionKey(id),
    queryFn: () => client.get<CaseProtection>(`/cases/${encodeURIComponent(id)}/protection`),
  })

/** Keeps everything of the case's customer. */
function CustomerHold({ kept, done }: { kept: CaseProtection; done(): unknown }) {
  return (
    <HoldOver
      over="customer-"
      name={kept.customer_name}
      at={`/customers/${kept.customer}/hold`}
      held={kept.customer_held === true}
      done={done}
    />
  )
}

/** The same for who can open the case. */
export function HoldCustomer({ id, done }: { id: string; done(): unknown }) {
  const { data: kept } = useQuery(protectionQuery(id))
  return kept ? <CustomerHold kept={kept} done={done} /> : null
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
  const { hold, lockbox, eraseAnyCase, rollBackAny } = useOffered()
  const query = useQuery({ ...protectionQuery(id), enabled: hold === true || lockbox === true })
  if (!hold && !lockbox) return null
  const done = () => queries.invalidateQueries({ queryKey: protectionKey(id) })
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
            {kept.erased ? (
              <ErasedCase id={kept.case} />
            ) : (
              <>
                <ul className="bullets">
                  <li>{t(kept.held ? 'keeping-held' : 'keeping-not-held')}</li>
                  {kept.customer_held && <li>{t('keeping-customer-held')}</li>}
                  <li>{t(kept.sealed ? 'keeping-sealed' : 'keeping-not-sealed')}</li>
                </ul>
                <StillSealed id={kept.case} />
              </>
            )}
            <div className="acts start">
              {hold && !kept.erased && (
                // A case whose customer is held counts as held, and has no hold of its own to end.
                <>
                  {!kept.customer_held && <Hold kept={kept} done={done} />}
                  <CustomerHold kept={kept} done={done} />
                </>
              )}
              {rollBackAny && !kept.erased && <PutUnseenCaseBack kept={kept} />}
              {lockbox && !kept.erased && <Lockbox kept={kept} done={done} />}
              {eraseAnyCase && !kept.erased && !kept.held && <EraseCase item={kept} done={done} />}
            </div>
          </div>
        )}
      </Loaded>
    </section>
  )
}
