import { useMutation } from '@tanstack/react-query'
import { ShieldCheck, TriangleAlert } from 'lucide-react'
import { Button } from 'react-aria-components'
import type { Checkpoint } from '../../../core/types'
import { queries } from '../api'
import { CopyField } from '../parts/copy'
import { PanelError } from '../parts/problem'
import { Ago } from '../parts/time'
import { n, t } from '../words'
import { checkHead, type HeadVerdict } from './check-head'
import { checkpointQuery } from './queries'

/** What the ledger is now, and whether this browser finds that it is signed and has only grown. */
export function Head({ checkpoint }: { checkpoint: Checkpoint }) {
  const checking = useMutation({
    mutationFn: checkHead,
    // Having looked is an entry as well.
    onSuccess: () => queries.invalidateQueries({ queryKey: checkpointQuery.queryKey }),
  })
  return (
    <section className="panel" aria-labelledby="head">
      <div className="panel-head">
        <h2 id="head" className="num">
          {t('ledger-head', { n: n(checkpoint.size) })}
        </h2>
        <Button className="btn sm" isDisabled={checking.isPending} onPress={() => checking.mutate()}>
          {t('ledger-check')}
        </Button>
      </div>
      <div className="pad stack-in">
        <p className="sub measure">{t('ledger-text')}</p>
        <div role="status">{checking.data && <Said verdict={checking.data} />}</div>
        {checking.isError && <PanelError error={checking.error} />}
        <details>
          <summary>{t('ledger-head-more')}</summary>
          <CopyField label={t('ledger-key')} value={checkpoint.log} />
          <pre className="whole-text mono">{checkpoint.checkpoint}</pre>
        </details>
      </div>
    </section>
  )
}

function Said({ verdict }: { verdict: HeadVerdict }) {
  if (verdict.result === 'unsupported') return <p className="note warn">{t('ledger-unsupported')}</p>
  if (verdict.result !== 'good')
    return (
      <p className="note bad">
        <TriangleAlert className="i" aria-hidden="true" /> {t(`ledger-bad-${verdict.result}`)}
      </p>
    )
  return (
    <p className="note ok">
      <ShieldCheck className="i" aria-hidden="true" /> {t('ledger-good', { n: n(verdict.size) })}{' '}
      {verdict.since ? (
        <>
          {t('ledger-grown', { n: n(verdict.since.size) })} <Ago time={verdict.since.time} />.
        </>
      ) : (
        t('ledger-first')
      )}
    </p>
  )
}
