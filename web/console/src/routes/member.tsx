import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { visible } from '../../../core/format'
import { MemberFiles } from '../back/offers'
import { Loaded } from '../parts/loaded'
import { useTitle } from '../parts/title'
import { departmentsQuery, membersQuery } from '../parts/who'
import { MemberActs } from '../people/acts'
import { MemberTag } from '../people/member-tag'
import { MemberGrants, MemberSessions, MemberTokens } from '../people/reach'
import { t } from '../words'

/** Who somebody is, where they are signed in, what they may open, and how all of it is ended. */
export function MemberPage() {
  const { member: id } = useParams({ from: '/shell/people/$member' })
  const query = useQuery(membersQuery)
  const departments = useQuery(departmentsQuery)
  const member = query.data?.items.find(each => each.id === id)
  useTitle(member?.name)
  return (
    <div className="page">
      <header className="top">
        <nav className="crumb" aria-label={t('crumb-label')}>
          <Link to="/people">{t('people-title')}</Link>
        </nav>
      </header>
      <div className="stack">
        <Loaded query={query}>
          {() =>
            member ? (
              <>
                <div className="case-head">
                  <h1>
                    <bdi>{visible(member.name)}</bdi> <MemberTag state={member.state} />
                  </h1>
                  <p className="sub">
                    {visible(member.email)} ·{' '}
                    {departments.data?.items.find(each => each.id === member.department)?.name} ·{' '}
                    {member.roles.map(role => t(`role-${role}`)).join(', ')}
                  </p>
                </div>
                <MemberActs member={member} departments={departments.data?.items ?? []} />
                <MemberSessions id={id} />
                <MemberTokens id={id} />
                <MemberGrants id={id} />
                <MemberFiles member={member} />
              </>
            ) : (
              <p className="empty">{t('error-not-found')}</p>
            )
          }
        </Loaded>
      </div>
    </div>
  )
}
