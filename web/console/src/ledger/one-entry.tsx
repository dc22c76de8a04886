import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShieldCheck, TriangleAlert, X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { exactTime } from '../../../core/format'
import { check } from '../../../core/ledger'
import type { LedgerEntry, Receipt } from '../../../core/types'
import { client } from '../api'
import { Loaded } from '../parts/loaded'
import { PanelError } from '../parts/problem'
import { useNames } from '../parts/who'
import { locale, n, t } from '../words'
import { entriesAtQuery } from './queries'
import { sentence } from './sentence'

/** One entry whole, and whether it is in the signed ledger. */
export function OneEntry({ index }: { index: number }) {
  const query = useQuery(entriesAtQuery([index]))
  return (
    <section className="panel" aria-labelledby="entry">
      <div className="panel-head">
        <h2 id="entry" className="num">
          {t('ledger-entry', { n: n(index) })}
        </h2>
        <Link to="/ledger" search={{}} className="btn sm">
          <X className="i" aria-hidden="true" />
          {t('close')}
        </Link>
      </div>
      <Loaded query={query}>
        {([entry]) => (entry ? <Whole entry={entry} /> : <p className="empty">{t('ledger-entry-none')}</p>)}
      </Loaded>
    </section>
  )
}

function Whole({ entry }: { entry: LedgerEntry }) {
  const name = useNames()
  const said = sentence(entry, name)
  const checking = useMutation({
    mutationFn: async () => {
      const receipt = await client.get<Receipt>(`/ledger/entries/${entry.index}/receipt`)
      const { index, proof, log, checkpoint } = receipt
      return check(log, checkpoint, [{ index, entry: entry.text, proof }])
    },
  })
  const result = checking.data?.result
  return (
    <div className="pad stack-in">
      {said && (
        <p>
          <b>
            <bdi>{said.text}</bdi>
          </b>
          <br />
          <span className="sub">{exactTime(said.time, locale)}</span>
        </p>
      )}
      <pre className="whole-text mono">{pretty(entry.text)}</pre>
      <div className="acts start">
        <Button className="btn sm" isDisabled={checking.isPending} onPress={() => checking.mutate()}>
          {t('ledger-check')}
        </Button>
      </div>
      <div role="status">
        {result === 'good' && (
          <p className="note ok">
            <ShieldCheck className="i" aria-hidden="true" /> {t('ledger-entry-good')}
          </p>
        )}
        {result === 'bad' && (
          <p className="note bad">
            <TriangleAlert className="i" aria-hidden="true" /> {t('ledger-entry-bad')}
          </p>
        )}
        {result === 'unsupported' && <p className="note warn">{t('ledger-unsupported')}</p>}
      </div>
      {checking.isError && <PanelError error={checking.error} />}
    </div>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
