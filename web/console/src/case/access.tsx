import { useMutation, useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { Case } from '../../../core/types'
import { AskAccess } from '../access/ask-access'
import { GrantCard } from '../access/grant'
import { grantsQuery, requestsOfAccess } from '../access/queries'
import { RequestCard } from '../access/request'
import { caseQuery, client, meQuery, queries } from '../api'
import { Ask } from '../parts/ask'
import { Select } from '../parts/choice'
import { Confirm } from '../parts/confirm'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { membersQuery, useNames } from '../parts/who'
import { t } from '../words'

const changed = (id: string) => () => queries.invalidateQueries({ queryKey: caseQuery(id).queryKey })

/** Who can open this case, and why: those who work it, grants, and what was asked. */
export function CaseAccess({ item }: { item: Case }) {
  return (
    <>
      <Working item={item} />
      <Granted item={item} />
      <Asked item={item} />
    </>
  )
}

function Working({ item }: { item: Case }) {
  const name = useNames()
  const { data: me } = useQuery(meQuery)
  const members = useQuery(membersQuery).data?.items ?? []
  const { assign } = useOffered()
  const free = members.filter(
    member =>
      member.department === item.department &&
      member.state === 'active' &&
      member.roles.some(role => role === 'agent' || role === 'lead') &&
      !item.members.includes(member.id),
  )
  const governs = assign === true && me?.member.department === item.department
  return (
    <section className="panel" aria-labelledby="working">
      <div className="panel-head">
        <h2 id="working">{t('case-working')}</h2>
        {governs && free.length > 0 && item.state === 'open' && (
          <Ask
            button={t('case-member-add')}
            title={t('case-member-add')}
            act={fields => client.post(`/cases/${item.id}/members`, { member: fields.get('member') })}
            done={changed(item.id)}
          >
            <Select
              label={t('case-member')}
              name="member"
              options={free.map(({ id, name }) => [id, visible(name)])}
            />
          </Ask>
        )}
      </div>
      {item.members.length === 0 && <p className="empty">{t('case-working-none')}</p>}
      <ul className="requests">
        {item.members.map(id => (
          <li key={id}>
            <div>
              <b>
                <bdi>{name(id)}</bdi>
              </b>{' '}
              <span className="sub">{t('case-working-why')}</span>
            </div>
            {(governs || id === me?.member.id) && (
              <Remove caseId={item.id} member={id} name={name(id)} own={id === me?.member.id} />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Remove({
  caseId,
  member,
  name,
  own,
}: {
  caseId: string
  member: string
  name: string
  own: boolean
}) {
  const remove = useMutation({
    mutationFn: () => client.delete(`/cases/${caseId}/members/${member}`),
    onSuccess: changed(caseId),
  })
  return (
    <Confirm
      button={t(own ? 'case-leave' : 'case-member-remove')}
      name={t(own ? 'case-leave-name' : 'case-member-remove-name', { name })}
      title={t(own ? 'case-leave-name' : 'case-member-remove-name', { name })}
      text={t(own ? 'case-leave-text' : 'case-member-remove-text')}
      act={remove}
    />
  )
}

function Granted({ item }: { item: Case }) {
  const query = useQuery(grantsQuery({ case: item.id }))
  const { answer, review } = useOffered()
  return (
    <section className="panel" aria-labelledby="granted">
      <h2 id="granted">{t('case-grants')}</h2>
      {!answer && !review && <p className="sub pad">{t('case-grants-own')}</p>}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('case-grants-empty')}</p>
          ) : (
            <ul className="requests">
              {items.map(grant => (
                <GrantCard key={grant.id} grant={grant} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function Asked({ item }: { item: Case }) {
  const query = useQuery(requestsOfAccess({ case: item.id }))
  const { ask } = useOffered()
  return (
    <section className="panel" aria-labelledby="asked">
      <div className="panel-head">
        <h2 id="asked">{t('case-asked')}</h2>
        {ask && <AskAccess of={{ id: item.id, reference: visible(item.reference) }} small />}
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('case-asked-empty')}</p>
          ) : (
            <ul className="requests">
              {items.map(request => (
                <RequestCard key={request.id} request={request} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
