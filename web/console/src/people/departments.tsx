import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { Department } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Field } from '../parts/field'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { departmentsQuery, membersQuery } from '../parts/who'
import { n, t } from '../words'

export function Departments() {
  const query = useQuery(departmentsQuery)
  const members = useQuery(membersQuery).data?.items ?? []
  const { administer } = useOffered()
  return (
    <section className="panel" aria-labelledby="departments">
      <div className="panel-head">
        <h2 id="departments">{t('departments-title')}</h2>
        {administer && (
          <Ask
            button={t('department-new')}
            title={t('department-new')}
            act={fields =>
              client.post<Department>('/departments', { name: String(fields.get('name')).trim() })
            }
            done={() => queries.invalidateQueries({ queryKey: departmentsQuery.queryKey })}
          >
            <Field label={t('member-name')} name="name" isRequired autoFocus autoComplete="off" />
          </Ask>
        )}
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('departments-empty')}</p>
          ) : (
            <ul className="requests">
              {items.map(department => {
                const count = members.filter(
                  member => member.department === department.id && member.state !== 'left',
                ).length
                return (
                  <li key={department.id}>
                    <b>
                      <bdi>{visible(department.name)}</bdi>
                    </b>
                    <span className="sub num">{t('people-count', { count, n: n(count) })}</span>
                  </li>
                )
              })}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}
