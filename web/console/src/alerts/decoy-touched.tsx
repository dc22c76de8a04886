import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { told } from '../../../core/ledger-entry'
import type { Alert } from '../../../core/types'
import { entriesAtQuery } from '../ledger/queries'
import { t } from '../words'

/** The rule that tells of decoys. */
const DECOY = 'D22-canary'

/** An alert of a decoy says which one by its id only; what lies where is in the list. */
export function DecoyTouched({ alert }: { alert: Alert }) {
  if (alert.rule !== DECOY) return null
  return (
    <section aria-labelledby="decoy">
      <h2 id="decoy">{t('decoys-title')}</h2>
      <p className="measure">
        {t('decoys-alert')} <WhatIsSetOut index={alert.index} />
      </p>
    </section>
  )
}

function WhatIsSetOut({ index }: { index: number }) {
  const { data } = useQuery(entriesAtQuery([index]))
  const touched = data?.map(({ text }) => told(text)?.object).find(object => object !== undefined)
  return (
    <Link to="/decoys" search={touched === undefined ? {} : { touched }}>
      {t('decoys-see')}
    </Link>
  )
}
