import { useQuery } from '@tanstack/react-query'
import type { Alert } from '../../../core/types'
import { EntryList } from '../ledger/entry-list'
import { entriesAtQuery } from '../ledger/queries'
import { Loaded } from '../parts/loaded'
import { t } from '../words'

/** What happened, from the ledger: the entries that counted, and the one that tipped the scales. */
export function Evidence({ alert }: { alert: Alert }) {
  const places = [...new Set([...alert.evidence, alert.index])].sort((a, b) => a - b)
  const query = useQuery(entriesAtQuery(places))
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{t('alert-evidence')}</h2>
      <Loaded query={query}>{entries => <EntryList entries={entries} chosen={alert.index} />}</Loaded>
    </section>
  )
}
