// Where putting files back is offered: for a case, for what a member did, and after an alert that tells of it.
import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import { told } from '../../../core/ledger-entry'
import type { Alert, Case, Member } from '../../../core/types'
import { caseFilesQuery, meQuery, queries } from '../api'
import { entriesAtQuery } from '../ledger/queries'
import { useOffered } from '../parts/offered'
import { useNames } from '../parts/who'
import { t } from '../words'
import { justBefore } from './moment'
import { PutBack } from './put-back'

/** Rules that tell of files which a member replaced or renamed. */
const OVERWRITING = ['D18']

/** Files and lists are read anew: versions and names may be others. */
const changed = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ['file'] }),
    queries.invalidateQueries({ queryKey: ['case'] }),
  ])

/** Whether whoever looks may put this case's files back, as far as that is known here. */
export function usePutsBack(item: Case | undefined): boolean {
  const { data: me } = useQuery(meQuery)
  const { rollBack, rollBackAny } = useOffered()
  return (
    rollBackAny === true ||
    (rollBack === true && me !== undefined && item?.members.includes(me.member.id) === true)
  )
}

/** For who can open the case: with the names of its files. */
export function PutCaseBack({ item }: { item: Case }) {
  const files = useQuery(caseFilesQuery(item.id)).data?.items
  const names = new Map(files?.map(({ id, name }) => [id, name]))
  return (
    <PutBack
      of="case"
      name={visible(item.reference)}
      at={`/cases/${encodeURIComponent(item.id)}/roll-back`}
      names={names}
      done={changed}
    />
  )
}

/** For who decides about a case without opening it. */
export function PutUnseenCaseBack({ kept }: { kept: { case: string; reference: string } }) {
  return (
    <PutBack
      of="case"
      name={visible(kept.reference)}
      at={`/cases/${encodeURIComponent(kept.case)}/roll-back`}
      done={changed}
    />
  )
}

function PutMemberBack({ id, name, since }: { id: string; name: string; since?: string | undefined }) {
  return (
    <PutBack
      of="member"
      name={name}
      at={`/members/${encodeURIComponent(id)}/roll-back`}
      since={since}
      done={changed}
    />
  )
}

/** On a member's page: what they did to files, undone. */
export function MemberFiles({ member }: { member: Member }) {
  const { decideAlerts } = useOffered()
  if (!decideAlerts) return null
  return (
    <section className="panel" aria-labelledby="touched">
      <h2 id="touched">{t('back-member-panel')}</h2>
      <div className="pad stack-in">
        <p className="measure">{t('back-member-panel-text')}</p>
        <PutMemberBack id={member.id} name={visible(member.name)} />
      </div>
    </section>
  )
}

/** After an alert that a member replaces files: what they did, undone from the first entry that counted on. */
export function AlertFiles({ alert }: { alert: Alert }) {
  const name = useNames()
  const tells = OVERWRITING.some(rule => alert.rule.startsWith(`${rule}-`))
  const counted = useQuery({
    ...entriesAtQuery([...new Set([...alert.evidence, alert.index])].sort((a, b) => a - b)),
    enabled: tells,
  }).data
  if (!tells || !alert.member) return null
  const since = justBefore(counted?.flatMap(entry => told(entry.text)?.time ?? []) ?? [])
  return (
    <section aria-labelledby="touched">
      <h2 id="touched">{t('back-member-panel')}</h2>
      <p className="measure">{t('back-alert-text')}</p>
      <div className="acts start">
        <PutMemberBack key={since ?? ''} id={alert.member} name={name(alert.member)} since={since} />
      </div>
    </section>
  )
}
