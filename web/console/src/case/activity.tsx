import { useQuery } from '@tanstack/react-query'
import { told } from '../../../core/ledger-entry'
import { EntryList } from '../ledger/entry-list'
import { checkpointQuery, entriesQuery } from '../ledger/queries'
import { Loaded } from '../parts/loaded'
import { n, t } from '../words'

const LOOKED_AT = 500

/** What the newest entries of the ledger say of this case. */
export function CaseActivity({ id }: { id: string }) {
  const size = useQuery(checkpointQuery).data?.size
  const from = Math.max(0, (size ?? 0) - LOOKED_AT)
  const query = useQuery({ ...entriesQuery(from, LOOKED_AT), enabled: size !== undefined })
  return (
    <section className="panel" aria-labelledby="activity">
      <h2 id="activity">{t('case-view-activity')}</h2>
      <p className="sub pad">{t('activity-text', { n: n(LOOKED_AT) })}</p>
      <Loaded query={query}>
        {({ items }) => {
          const here = items.filter(entry => told(entry.text)?.case === id).reverse()
          return here.length === 0 ? (
            <p className="empty">{t('activity-empty')}</p>
          ) : (
            <EntryList entries={here} />
          )
        }}
      </Loaded>
    </section>
  )
}
