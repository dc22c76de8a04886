import '../words-office'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { exactTime, longTime, visible } from '../../../core/format'
import type { DecoyListed } from '../../../core/types'
import { decoysQuery } from '../alerts/queries'
import { SetOutDecoy } from '../alerts/set-out-decoy'
import { client, queries } from '../api'
import { Confirm } from '../parts/confirm'
import { Crumbs } from '../parts/crumbs'
import { Loaded } from '../parts/loaded'
import { useOffered } from '../parts/offered'
import { useTitle } from '../parts/title'
import { useNames } from '../parts/who'
import { locale, n, t } from '../words'

/** What nobody has work with: what is set out, and where. */
export function DecoysPage() {
  const query = useQuery(decoysQuery)
  const { decideAlerts } = useOffered()
  useTitle(t('decoys-title'))
  return (
    <div className="page">
      <header className="top">
        <Crumbs>
          <Link to="/alerts">{t('alerts-title')}</Link>
          <h1>{t('decoys-title')}</h1>
        </Crumbs>
        <span className="grow" />
        {decideAlerts && <SetOutDecoy />}
      </header>
      <div className="stack">
        <Loaded query={query}>{({ items }) => <Decoys decoys={items} />}</Loaded>
      </div>
    </div>
  )
}

function Decoys({ decoys }: { decoys: DecoyListed[] }) {
  const { touched } = useSearch({ from: '/shell/decoys' })
  // The one an alert is about comes first.
  const sorted = decoys.toSorted((a, b) => Number(b.id === touched) - Number(a.id === touched))
  return (
    <section className="panel" aria-labelledby="decoys">
      <h2 id="decoys" aria-live="polite">
        {t('decoys-sum', { count: decoys.length, n: n(decoys.length) })}
      </h2>
      <div className="pad stack-in">
        {decoys.length === 0 && <p className="measure">{t('decoys-none')}</p>}
        <p className="sub">{t('decoys-text')}</p>
      </div>
      {decoys.length > 0 && (
        <ul className="requests">
          {sorted.map(decoy => (
            <One key={decoy.id} decoy={decoy} touched={decoy.id === touched} />
          ))}
        </ul>
      )}
    </section>
  )
}

/** A file is not linked: to open it is to touch it. */
function One({ decoy, touched }: { decoy: DecoyListed; touched: boolean }) {
  const name = useNames()
  const file = decoy.kind === 'file'
  return (
    <li className="ask-card" aria-current={touched ? 'true' : undefined}>
      <div className="grow">
        <p className="tags">
          <b>
            <bdi>{visible(decoy.place)}</bdi>
          </b>
          <span className="tag">{t(`decoys-kind-${decoy.kind}`)}</span>
          {touched && <span className="tag bad">{t('decoys-touched')}</span>}
        </p>
        {decoy.email && (
          <p>
            <bdi>{visible(decoy.email)}</bdi>
          </p>
        )}
        {decoy.case && (
          <p>
            {t('decoys-in')}{' '}
            <Link to="/cases/$case" params={{ case: decoy.case }}>
              {decoy.case}
            </Link>
          </p>
        )}
        <p className="sub" title={exactTime(decoy.created, locale)}>
          {t('decoys-by', { who: name(decoy.by ?? 'operator'), time: longTime(decoy.created, locale) })}
        </p>
        <p className="sub">
          <code>{decoy.id}</code>
        </p>
      </div>
      {file ? <p className="sub">{t('decoys-with-case')}</p> : <TakeBack decoy={decoy} />}
    </li>
  )
}

function TakeBack({ decoy }: { decoy: DecoyListed }) {
  const end = useMutation({
    mutationFn: () => client.delete(`/decoys/${decoy.id}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: decoysQuery.queryKey }),
  })
  const place = visible(decoy.place)
  return (
    <div className="acts">
      <Confirm
        button={t('decoys-take-back')}
        name={t('decoys-take-back-name', { place })}
        title={t(`decoys-take-back-${decoy.kind}`)}
        text={t('decoys-take-back-text', { place })}
        act={end}
      />
    </div>
  )
}
