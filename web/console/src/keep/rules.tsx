import { useQuery } from '@tanstack/react-query'
import { longTime, visible } from '../../../core/format'
import type { List, RetentionRule } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Choice, Select } from '../parts/choice'
import { Field } from '../parts/field'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { departmentsQuery, useNames } from '../parts/who'
import { LANES } from '../router'
import { locale, n, t } from '../words'

const KEY = ['retention-rules']
const BOUNDS = ['at_most', 'at_least'] as const

/** What is due depends on the rules. */
const changed = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: KEY }),
    queries.invalidateQueries({ queryKey: ['due'] }),
  ])

/** How long closed cases are kept, at least and at most, and by what. */
export function RetentionRules() {
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => client.get<List<RetentionRule>>('/retention/rules'),
  })
  const { manageRetention } = useOffered()
  return (
    <section className="panel" aria-labelledby="retention">
      <div className="panel-head">
        <h2 id="retention">{t('retention-title')}</h2>
        {manageRetention && <SetRule />}
      </div>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="empty">{t('retention-none')}</p>
          ) : (
            <ul className="requests">
              {items.map(rule => (
                <Rule key={rule.id} rule={rule} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function Rule({ rule }: { rule: RetentionRule }) {
  const name = useNames()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const { manageRetention } = useOffered()
  const department = departments.find(({ id }) => id === rule.department)
  const title = visible(rule.name)
  return (
    <li className="ask-card">
      <div className="grow">
        <p>
          <b>
            <bdi>{title}</bdi>
          </b>{' '}
          {rule.ended && <span className="tag warn">{t('retention-ended')}</span>}
        </p>
        <p>{t(`retention-${rule.bound}`, { count: rule.days, n: n(rule.days) })}</p>
        <p className="sub">
          {rule.department ? (
            <bdi>{visible(department?.name ?? rule.department)}</bdi>
          ) : (
            t('retention-everywhere')
          )}
          {rule.lane && <> · {rule.lane.toUpperCase()}</>} ·{' '}
          {t('retention-set-by', { who: name(rule.set_by), time: longTime(rule.set, locale) })}
        </p>
      </div>
      {manageRetention && !rule.ended && (
        <div className="acts">
          <Ask
            button={t('retention-end')}
            name={t('retention-end-name', { name: title })}
            title={t('retention-end-name', { name: title })}
            text={t(`retention-end-text-${rule.bound}`)}
            tone="danger"
            reason={{ label: t('reason') }}
            act={fields => client.delete(`/retention/rules/${rule.id}`, { reason: fields.get('reason') })}
            done={changed}
          />
        </div>
      )}
    </li>
  )
}

function SetRule() {
  const departments = useQuery(departmentsQuery).data?.items ?? []
  const some = (value: FormDataEntryValue | null) => (value ? String(value) : undefined)
  return (
    <Ask
      button={t('retention-set')}
      title={t('retention-set')}
      text={t('retention-set-text')}
      act={fields =>
        client.post<RetentionRule>('/retention/rules', {
          name: String(fields.get('name')).trim(),
          bound: fields.get('bound'),
          days: Number(fields.get('days')),
          department: some(fields.get('department')),
          lane: some(fields.get('lane')),
        })
      }
      done={changed}
    >
      <Field
        label={t('retention-name')}
        hint={t('retention-name-hint')}
        name="name"
        isRequired
        autoFocus
        autoComplete="off"
      />
      <Choice
        legend={t('retention-bound')}
        name="bound"
        initial="at_most"
        options={BOUNDS.map(value => ({
          value,
          label: t(`retention-bound-${value}`),
          hint: t(`retention-bound-${value}-hint`),
        }))}
      />
      <Field
        label={t('retention-days')}
        name="days"
        inputMode="numeric"
        pattern="[0-9]{1,5}"
        isRequired
        autoComplete="off"
      />
      <Select
        label={t('case-department')}
        name="department"
        options={[
          ['', t('retention-everywhere')],
          ...departments.map(({ id, name }) => [id, visible(name)] as const),
        ]}
      />
      <Select
        label={t('cases-lane')}
        name="lane"
        options={[['', t('cases-any')], ...LANES.map(lane => [lane, lane.toUpperCase()] as const)]}
      />
    </Ask>
  )
}
