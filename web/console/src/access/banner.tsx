import { useQuery } from '@tanstack/react-query'
import { Siren, Timer } from 'lucide-react'
import { useEffect } from 'react'
import { clock, relativeTime, visible } from '../../../core/format'
import type { Case, Grant } from '../../../core/types'
import { locale, t } from '../words'
import { GiveBack } from './grant'
import { accessChanged, grantsQuery } from './queries'

/** By what somebody is in this case who does not work it, until when, and that an emergency is on. */
export function AccessBanner({ item }: { item: Case }) {
  const { data } = useQuery(grantsQuery({ mine: true, live: true, case: item.id }))
  const grants = data?.items.filter(grant => grant.state === 'live') ?? []
  const glass = grants.some(grant => grant.kind === 'break_glass')
  return (
    <>
      {item.emergency && !glass && (
        <p className="strip bad">
          <Siren className="i" aria-hidden="true" /> {t('banner-emergency')}
        </p>
      )}
      {grants.map(grant => (
        <Mine key={grant.id} grant={grant} />
      ))}
    </>
  )
}

function Mine({ grant }: { grant: Grant }) {
  const glass = grant.kind === 'break_glass'
  // When its time is over, what it opened is asked for anew, and refused.
  useEffect(() => {
    const timer = setTimeout(accessChanged, Math.max(0, Date.parse(grant.expires) - Date.now()) + 1_000)
    return () => clearTimeout(timer)
  }, [grant.expires])
  const Icon = glass ? Siren : Timer
  const names = new Intl.ListFormat(locale).format(grant.approvers.map(each => visible(each.name)))
  return (
    <div className={`strip access${glass ? ' bad' : ''}`} role="status">
      <Icon className="i" aria-hidden="true" />
      <span className="grow">
        <b>
          {t('banner-ends', { time: clock(grant.expires, locale), in: relativeTime(grant.expires, locale) })}
        </b>{' '}
        {glass ? t('banner-glass') : names && t('grant-approvers', { names })}
      </span>
      <GiveBack grant={grant} />
    </div>
  )
}
