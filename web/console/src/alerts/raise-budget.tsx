import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { BudgetRaise } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Select } from '../parts/choice'
import { Field } from '../parts/field'
import { membersQuery } from '../parts/who'
import { n, t } from '../words'
import { budgetsQuery } from './queries'

const FACTORS = [2, 3, 5, 10]
const HOURS = [1, 4, 8, 24]

const changed = () => queries.invalidateQueries({ queryKey: budgetsQuery.queryKey })

/** Raises what goes to a member or leaves a case in an hour, for a time. `of` is whose, if that is known already. */
export function RaiseBudget({ of, whose }: { of?: string; whose?: string }) {
  const members = useQuery(membersQuery).data?.items ?? []
  const title = whose === undefined ? t('budgets-raise') : t('budgets-raise-of', { name: whose })
  return (
    <Ask
      button={t('budgets-raise')}
      offer={title}
      title={title}
      size=""
      text={t('budgets-raise-text')}
      reason={{ label: t('reason') }}
      act={fields => {
        const reference = String(fields.get('case') ?? '').trim()
        return client.post<BudgetRaise>('/budgets/raises', {
          of: of ?? (reference || fields.get('member')),
          factor: Number(fields.get('factor')),
          hours: Number(fields.get('hours')),
          reason: fields.get('reason'),
        })
      }}
      done={changed}
    >
      {of === undefined && (
        <>
          <Select
            label={t('budgets-member')}
            name="member"
            options={members
              .filter(({ state }) => state !== 'left')
              .map(({ id, name }) => [id, visible(name)] as const)}
          />
          <Field
            label={t('budgets-or-case')}
            hint={t('budgets-or-case-hint')}
            name="case"
            mono
            autoComplete="off"
          />
        </>
      )}
      <Select
        label={t('budgets-factor')}
        name="factor"
        options={FACTORS.map(each => [String(each), t('budgets-times', { n: n(each) })] as const)}
      />
      <Select
        label={t('budgets-hours')}
        name="hours"
        initial="4"
        options={HOURS.map(each => [String(each), t('budgets-for', { count: each, n: n(each) })] as const)}
      />
    </Ask>
  )
}

export function EndRaise({ of, whose }: { of: string; whose: string }) {
  return (
    <Ask
      button={t('budgets-end')}
      name={t('budgets-end-of', { name: whose })}
      title={t('budgets-end-of', { name: whose })}
      text={t('budgets-end-text')}
      act={() => client.delete(`/budgets/raises/${of}`)}
      done={changed}
    />
  )
}
