import { visible } from '../../../core/format'
import type { Department, Member } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Select } from '../parts/choice'
import { useOffered } from '../parts/offered'
import { membersQuery } from '../parts/who'
import { t } from '../words'

/** Afterwards everything about the member is read anew: the server ended more than one thing. */
const changed = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: membersQuery.queryKey }),
    queries.invalidateQueries({ queryKey: ['sessions'] }),
    queries.invalidateQueries({ queryKey: ['tokens'] }),
    queries.invalidateQueries({ queryKey: ['grants'] }),
  ])

/** Locking and unlocking, moving, leaving: each dialog lists what will end. */
export function MemberActs({ member, departments }: { member: Member; departments: Department[] }) {
  const { administer } = useOffered()
  const name = visible(member.name)
  const at = `/members/${encodeURIComponent(member.id)}`
  if (member.state === 'left') return <p className="note">{t('member-left')}</p>
  return (
    <div className="acts start">
      {member.state === 'locked' ? (
        <Ask
          button={t('member-unlock')}
          title={t('member-unlock-title', { name })}
          text={t('member-unlock-text')}
          size=""
          go={t('member-unlock-go', { name })}
          act={() => client.post(`${at}/unlock`)}
          done={changed}
        />
      ) : (
        <Ask
          button={t('member-lock')}
          title={t('member-lock-title', { name })}
          text={<Ends ends={['sessions', 'tokens', 'enrolment', 'downloads']} />}
          size=""
          tone="danger"
          go={t('member-lock-go', { name })}
          act={() => client.post(`${at}/lock`)}
          done={changed}
        />
      )}
      {administer && (
        <>
          <Ask
            button={t('member-move')}
            title={t('member-move-title', { name })}
            text={<Ends ends={['sessions', 'tokens', 'grants', 'other-cases']} />}
            size=""
            go={t('member-move-go', { name })}
            act={fields => client.post(`${at}/move`, { department: fields.get('department') })}
            done={changed}
          >
            <Select
              label={t('member-move-to')}
              name="department"
              options={departments
                .filter(({ id }) => id !== member.department)
                .map(({ id, name }) => [id, name])}
            />
          </Ask>
          <Ask
            button={t('member-enrol')}
            title={t('member-enrol-title', { name })}
            text={t('member-enrol-text')}
            size=""
            act={() => client.post(`${at}/enrolment`)}
            done={changed}
          />
          <Ask
            button={t('member-leave')}
            title={t('member-leave-title', { name })}
            text={<Ends ends={['sessions', 'tokens', 'enrolment', 'grants', 'cases', 'forever']} />}
            size=""
            tone="danger"
            go={t('member-leave-go', { name })}
            act={() => client.post(`${at}/leave`)}
            done={changed}
          />
        </>
      )}
    </div>
  )
}

function Ends({ ends }: { ends: string[] }) {
  return (
    <>
      <p>{t('ends-title')}</p>
      <ul className="bullets">
        {ends.map(end => (
          <li key={end}>{t(`ends-${end}`)}</li>
        ))}
      </ul>
    </>
  )
}
