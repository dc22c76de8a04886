import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { EntryList } from '../ledger/entry-list'
import { Head } from '../ledger/head'
import { OneEntry } from '../ledger/one-entry'
import { checkpointQuery, entriesQuery } from '../ledger/queries'
import { Loaded } from '../parts/loaded'
import { useTitle } from '../parts/title'
import { n, t } from '../words'

const PAGE = 50

/** The signed head, the entries from the newest back, and one of them whole with its proof. */
export function LedgerPage() {
  const { entry } = useSearch({ from: '/shell/ledger' })
  const checkpoint = useQuery(checkpointQuery)
  useTitle(t('ledger-title'))
  return (
    <div className="page">
      <header className="top">
        <h1>{t('ledger-title')}</h1>
      </header>
      <div className="stack">
        <Loaded query={checkpoint}>
          {head => (
            <>
              <Head checkpoint={head} />
              {entry !== undefined && <OneEntry key={entry} index={entry} />}
              <Entries size={head.size} chosen={entry} />
            </>
          )}
        </Loaded>
      </div>
    </div>
  )
}

function Entries({ size, chosen }: { size: number; chosen: number | undefined }) {
  const search = useSearch({ from: '/shell/ledger' })
  const newest = Math.max(0, size - PAGE)
  const around = chosen === undefined ? newest : Math.max(0, Math.min(newest, chosen - PAGE / 2))
  const from = Math.min(search.from ?? around, newest)
  const query = useQuery(entriesQuery(from, PAGE))
  return (
    <section className="panel" aria-labelledby="entries">
      <div className="panel-head">
        <h2 id="entries" className="num">
          {t('ledger-entries', { from: n(from), to: n(Math.max(0, Math.min(from + PAGE, size) - 1)) })}
        </h2>
        <nav className="acts" aria-label={t('ledger-pages')}>
          {from > 0 && (
            <Link to="/ledger" search={{ from: Math.max(0, from - PAGE) }} className="btn sm">
              <ChevronLeft className="i" aria-hidden="true" />
              {t('ledger-older')}
            </Link>
          )}
          {from < newest && (
            <Link to="/ledger" search={{ from: Math.min(newest, from + PAGE) }} className="btn sm">
              {t('ledger-newer')}
              <ChevronRight className="i" aria-hidden="true" />
            </Link>
          )}
        </nav>
      </div>
      <Loaded query={query}>
        {page => <EntryList entries={[...page.items].reverse()} chosen={chosen} />}
      </Loaded>
    </section>
  )
}
