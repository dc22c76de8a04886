import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { Case } from '../../../core/types'
import { caseQuery, client, meQuery, queries } from '../api'
import { PutCaseBack, usePutsBack } from '../back/offers'
import { Ask } from '../parts/ask'
import { useOffered } from '../parts/offered'
import { t } from '../words'
import { EraseCase } from './erase-case'
import { Hold, HoldCustomer, Lockbox, protectionKey } from './keeping'

/** Afterwards everything about the case is read anew: links, grants and memberships may have ended. */
const changed = (id: string) => () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: caseQuery(id).queryKey }),
    queries.invalidateQueries({ queryKey: protectionKey(id) }),
    queries.invalidateQueries({ queryKey: ['cases'] }),
    queries.invalidateQueries({ queryKey: ['grants'] }),
  ])

/** What can be done with the case as a whole: close it, open it again, keep it. */
export function CaseActs({ item }: { item: Case }) {
  const { data: me } = useQuery(meQuery)
  const { close, reopen, hold, lockbox, assign, eraseCases, eraseAnyCase } = useOffered()
  const putsBack = usePutsBack(item)
  const reference = visible(item.reference)
  const works = me !== undefined && item.members.includes(me.member.id)
  const governed = me?.member.department === item.department
  const governs = assign === true && governed
  const kept = {
    case: item.id,
    reference: item.reference,
    held: item.held === true,
    sealed: item.sealed === true,
  }
  if (item.erased) return null
  return (
    <div className="acts start">
      {item.state === 'open' && close && (works || governs) && (
        <Ask
          button={t('case-close')}
          offer={t('case-close-go', { reference })}
          title={t('case-close-title', { reference })}
          text={
            <>
              <p>{t('ends-title')}</p>
              <ul className="bullets">
                {['links', 'members', 'grants', 'reading'].map(end => (
                  <li key={end}>{t(`case-ends-${end}`)}</li>
                ))}
              </ul>
              <p className="sub">{t('case-close-kept')}</p>
            </>
          }
          go={t('case-close-go', { reference })}
          act={() => client.post(`/cases/${item.id}/close`)}
          done={changed(item.id)}
        />
      )}
      {item.state === 'closed' && reopen && governs && (
        <Ask
          button={t('case-reopen')}
          offer={t('case-reopen-go', { reference })}
          title={t('case-reopen-title', { reference })}
          text={t('case-reopen-text')}
          go={t('case-reopen-go', { reference })}
          act={() => client.post(`/cases/${item.id}/reopen`)}
          done={changed(item.id)}
        />
      )}
      {putsBack && <PutCaseBack item={item} />}
      {hold && (
        <>
          <Hold kept={kept} done={changed(item.id)} />
          <HoldCustomer id={item.id} done={changed(item.id)} />
        </>
      )}
      {lockbox && <Lockbox kept={kept} done={changed(item.id)} />}
      {!item.held && (eraseAnyCase || (eraseCases && governed)) && (
        <EraseCase item={kept} done={changed(item.id)} />
      )}
    </div>
  )
}
