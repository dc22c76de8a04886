import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { exactTime, visible } from '../../../core/format'
import type { DueCase, List } from '../../../core/types'
import { client } from '../api'
import { RetentionRules } from '../keep/rules'
import { Loaded } from '../parts/loaded'
import { useTitle } from '../parts/title'
import { locale, n, t } from '../words'

const DAYS = 30

/** The closed cases that retention rules erase soon, soonest first. */
export function DuePage() {
  const query = useQuery({
    queryKey: ['due'],
    queryFn: () => client.get<List<DueCase>>(`/retention/due?days=${DAYS}`),
  })
  useTitle(t('due-title'))
  return (
    <div className="page">
      <header className="top">
        <h1>{t('due-title')}</h1>
      </header>
      <div className="stack">
        <section className="panel" aria-labelledby="due">
          <h2 id="due">{t('due-soon')}</h2>
          <Loaded query={query}>{list => <Due cases={list.items} />}</Loaded>
        </section>
        <RetentionRules />
      </div>
    </div>
  )
}

function Due({ cases }: { cases: DueCase[] }) {
  const needed = cases[0]?.listings_needed
  if (needed === undefined) return <p className="empty">{t('due-none', { days: DAYS })}</p>
  return (
    <>
      <p className="sub pad">{t('due-how', { needed: n(needed) })}</p>
      <table className="grid">
        <caption className="sr">{t('due-title')}</caption>
        <thead>
          <tr>
            {['due-case', 'case-department', 'due-when', 'due-rule', 'due-listed'].map(word => (
              <th key={word} scope="col">
                {t(word)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cases.map(each => (
            <tr key={each.case}>
              <th scope="row">
                <bdi>{visible(each.reference)}</bdi>{' '}
                <span className="sub">{visible(each.customer_name)}</span>
              </th>
              <td>{visible(each.department_name)}</td>
              <td className="num">
                <time dateTime={each.due} title={exactTime(each.due, locale)}>
                  {each.due.slice(0, 10)}
                </time>
              </td>
              <td>{visible(each.rule_name)}</td>
              <td>{t('due-days', { n: n(each.listings), needed: n(each.listings_needed) })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
