import { Clock, TriangleAlert } from 'lucide-react'
import { shortTime } from '../../../core/format'
import type { Finding } from '../../../core/types'
import { locale, t } from '../words'

/** Until when a secret opens something, where the secret itself says so. */
export function Expiry({ finding }: { finding: Finding }) {
  if (!finding.expires_at) return null
  const time = shortTime(finding.expires_at, locale)
  return finding.expired ? (
    <p className="tags">
      <span className="tag">
        <Clock className="i" aria-hidden="true" />
        {t('secret-expired', { time })}
      </span>
    </p>
  ) : (
    <p className="tags">
      <span className="tag bad">
        <TriangleAlert className="i" aria-hidden="true" />
        {t('secret-live', { time })}
      </span>
    </p>
  )
}

/** How many of them still open something. */
export function live(findings: readonly Finding[]): number {
  return findings.filter(finding => finding.expires_at && !finding.expired).length
}
