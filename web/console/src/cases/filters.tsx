import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { visible } from '../../../core/format'
import { Select } from '../parts/choice'
import { departmentsQuery } from '../parts/who'
import { type CasesSearch, LANES } from '../router'
import { t } from '../words'

const STATES = ['open', 'closed', 'all'] as const

/** How far back new files are looked for. */
const HOURS = [1, 24, 168] as const

/** Changes the address: nothing is in it for what does not matter. */
function useSet() {
  const navigate = useNavigate({ from: '/cases' })
  return (next: { [key in keyof CasesSearch]?: CasesSearch[key] | undefined }, replace = false) =>
    void navigate({
      search: old =>
        Object.fromEntries(
          Object.entries({ ...old, ...next }).filter(([, value]) => value !== undefined),
        ) as CasesSearch,
      replace,
    })
}

/** Words in number, subject or customer. */
export function Words() {
  const { q = '', view = '' } = useSearch({ from: '/shell/cases' })
  const set = useSet()
  return (
    <label className="select">
      <span>{t('cases-words')}</span>
      <input
        key={view}
        id="filter"
        className="input"
        type="search"
        defaultValue={q}
        onChange={event => set({ q: event.currentTarget.value.trim() || undefined }, true)}
        onKeyDown={event => {
          if (event.key === 'Escape') document.querySelector<HTMLElement>('.row-link')?.focus()
        }}
      />
    </label>
  )
}

/** Which cases are listed; all of it is in the address. */
export function Filters() {
  const search = useSearch({ from: '/shell/cases' })
  const { state = 'open', mine = false, department, lane, hours } = search
  const set = useSet()
  const departments = useQuery(departmentsQuery).data?.items ?? []
  return (
    <>
      <ToggleButtonGroup
        className="segments"
        aria-label={t('cases-filter-state')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[state]}
        onSelectionChange={keys => {
          const next = [...keys][0] as (typeof STATES)[number]
          set({ state: next === 'open' ? undefined : next })
        }}
      >
        {STATES.map(each => (
          <ToggleButton key={each} id={each} className="segment">
            {t(`state-${each}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ToggleButtonGroup
        className="segments"
        aria-label={t('cases-scope')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[mine ? 'mine' : 'all']}
        onSelectionChange={keys => set({ mine: keys.has('mine') ? true : undefined })}
      >
        <ToggleButton id="all" className="segment">
          {t('cases-all')}
        </ToggleButton>
        <ToggleButton id="mine" className="segment">
          {t('cases-mine')}
        </ToggleButton>
      </ToggleButtonGroup>
      {departments.length > 1 && (
        <Select
          key={`department ${department}`}
          label={t('case-department')}
          name="department"
          initial={department ?? ''}
          options={[
            ['', t('cases-departments-all')],
            ...departments.map(({ id, name }) => [id, visible(name)] as const),
          ]}
          change={next => set({ department: next || undefined })}
        />
      )}
      <Select
        key={`hours ${hours}`}
        label={t('cases-new-files')}
        name="hours"
        initial={String(hours ?? '')}
        options={[
          ['', t('cases-any')],
          // One that somebody wrote into the address is said too.
          ...[...new Set([...HOURS, ...(hours === undefined ? [] : [hours])])].map(
            each => [String(each), t('cases-within', { count: each })] as const,
          ),
        ]}
        change={next => set({ hours: next ? Number(next) : undefined })}
      />
      <Select
        key={`lane ${lane}`}
        label={t('cases-lane')}
        name="lane"
        initial={lane ?? ''}
        options={[['', t('cases-any')], ...LANES.map(each => [each, each.toUpperCase()] as const)]}
        change={next => set({ lane: LANES.find(each => each === next) })}
      />
    </>
  )
}
