import '../words-office'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { visible } from '../../../core/format'
import type { CaseSelection, List, SavedView } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { Confirm } from '../parts/confirm'
import { Field } from '../parts/field'
import type { CasesSearch } from '../router'
import { t } from '../words'

const KEY = ['views']

const changed = () => queries.invalidateQueries({ queryKey: KEY })

/** What the server keeps, as an address says it. */
export function searchOf({ state, mine, department, lane, received_hours, q }: CaseSelection): CasesSearch {
  return {
    // The list shows open cases unless it is told otherwise; a view without a state is for all.
    ...(state === 'open' ? {} : { state: state === 'closed' ? ('closed' as const) : ('all' as const) }),
    ...(mine ? { mine: true } : {}),
    ...(department ? { department } : {}),
    ...(lane ? { lane: lane as NonNullable<CasesSearch['lane']> } : {}),
    ...(received_hours ? { hours: received_hours } : {}),
    ...(q ? { q } : {}),
  }
}

/** The other way round. */
export function selectionOf({ state, mine, department, lane, hours, q }: CasesSearch): CaseSelection {
  return {
    ...(state === 'all' ? {} : { state: state ?? 'open' }),
    mine: mine === true,
    ...(department ? { department } : {}),
    ...(lane ? { lane } : {}),
    ...(hours ? { received_hours: hours } : {}),
    ...(q ? { q } : {}),
  }
}

const same = (one: CasesSearch, other: CasesSearch) =>
  JSON.stringify(searchOf(selectionOf(one))) === JSON.stringify(searchOf(selectionOf(other)))

/** Selections somebody comes back to, each a link. The server keeps them, so that they are there in every browser. */
export default function Views() {
  const search = useSearch({ from: '/shell/cases' })
  const query = useQuery({
    queryKey: KEY,
    queryFn: () => client.get<List<SavedView>>('/views'),
    staleTime: 60_000,
  })
  const views = query.data?.items ?? []
  const current = views.find(({ shows }) => same(searchOf(shows), search))
  const remove = useMutation({
    mutationFn: () => client.delete(`/views/${current?.id}`),
    onSuccess: changed,
  })
  return (
    <div className="tools saved">
      {views.length > 0 && (
        <nav className="views" aria-label={t('views-title')}>
          {views.map(({ id, name, shows }) => (
            <Link
              key={id}
              to="/cases"
              search={{ ...searchOf(shows), view: id }}
              aria-current={id === current?.id ? 'page' : undefined}
              activeOptions={{ exact: true }}
            >
              <bdi>{visible(name)}</bdi>
            </Link>
          ))}
        </nav>
      )}
      {current ? (
        <Confirm
          button={t('view-remove')}
          name={t('view-remove-name', { name: visible(current.name) })}
          title={t('view-remove-name', { name: visible(current.name) })}
          text={t('view-remove-text')}
          act={remove}
        />
      ) : (
        <Ask
          button={t('view-save')}
          offer={t('view-save')}
          title={t('view-save')}
          text={t('view-save-text')}
          act={fields =>
            client.post<SavedView>('/views', { name: fields.get('name'), shows: selectionOf(search) })
          }
          done={changed}
        >
          <Field label={t('view-name')} name="name" isRequired autoFocus autoComplete="off" maxLength={100} />
        </Ask>
      )}
    </div>
  )
}
