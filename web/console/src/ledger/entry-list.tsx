import { Link } from '@tanstack/react-router'
import { exactTime, shortTime } from '../../../core/format'
import type { LedgerEntry } from '../../../core/types'
import { useNames } from '../parts/who'
import { locale, n } from '../words'
import { sentence } from './sentence'

/** Entries as a timeline; each leads to its place in the ledger. */
export function EntryList({
  entries,
  chosen,
}: {
  entries: readonly LedgerEntry[]
  chosen?: number | undefined
}) {
  const name = useNames()
  return (
    <ol className="timeline">
      {entries.map(entry => {
        const said = sentence(entry, name)
        return (
          <li key={entry.index} aria-current={entry.index === chosen ? 'true' : undefined}>
            <time className="num" dateTime={said?.time} title={said && exactTime(said.time, locale)}>
              {said && shortTime(said.time, locale, new Date(), true)}
            </time>
            <span className="grow">
              <bdi>{said?.text ?? entry.text}</bdi>
            </span>
            <Link to="/ledger" search={{ entry: entry.index }} className="mono num">
              #{n(entry.index)}
            </Link>
          </li>
        )
      })}
    </ol>
  )
}
