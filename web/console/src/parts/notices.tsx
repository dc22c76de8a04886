import { useQuery } from '@tanstack/react-query'
import { Lock, Megaphone } from 'lucide-react'
import { shortTime, visible } from '../../../core/format'
import type { StaffNotice } from '../../../core/types'
import { meQuery } from '../api'
import { locale, t } from '../words'

/** What every member is told now, above whatever page is open. */
export function Notices() {
  const notices = useQuery(meQuery).data?.notices ?? []
  if (notices.length === 0) return null
  return (
    <section className="everybody" aria-label={t('notices-label')}>
      {notices.map(notice => (
        <One key={`${notice.kind}${notice.since}${notice.text ?? ''}`} notice={notice} />
      ))}
    </section>
  )
}

function One({ notice: { kind, rule, text, until } }: { notice: StaffNotice }) {
  const reading = kind === 'read_only'
  const Icon = reading ? Lock : Megaphone
  return (
    <div role="status" className={`note ${reading ? 'warn' : 'bad'}`}>
      <Icon className="i" aria-hidden="true" />
      <div>
        <h2>{t(reading ? 'notice-read-only-title' : 'notice-warning-title')}</h2>
        <p>{reading ? t('notice-read-only') : words(rule, text)}</p>
        <p className="sub num">{t('notice-until', { time: shortTime(until, locale) })}</p>
      </div>
    </div>
  )
}

/** A rule's own words are in the language of the page where there are any; what a person wrote is as it was written. */
function words(rule: string | null | undefined, text: string | null | undefined): string {
  const id = `warning-${rule}`
  const known = !rule ? id : t(id)
  return known === id ? visible(text ?? '') : known
}
