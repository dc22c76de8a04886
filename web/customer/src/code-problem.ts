import { ApiError } from '../../core/client'
import { clock } from '../../core/format'
import { locale, t } from './words'

/** What went wrong with a code, in the page's words. */
export function codeProblem(error: unknown, organisation: string): string {
  if (!(error instanceof ApiError)) return t('error-unexpected')
  const time = error.retryAfter && clock(new Date(Date.now() + error.retryAfter * 1000).toISOString(), locale)
  switch (error.code) {
    case 'code_wrong':
      return t('code-wrong')
    case 'code_expired':
      return t('code-expired')
    case 'code_locked':
      return time ? t('code-locked', { time, organisation }) : t('code-locked-plain', { organisation })
    case 'code_too_many':
      return time ? t('code-too-many', { time }) : t('code-too-many-plain')
    case 'passkey_unknown':
      return t('passkey-unknown')
    case 'ceremony_gone':
      return t('passkey-gone')
    case 'link_frozen':
      return t('problem-frozen')
    case 'link_expired':
      return t('problem-expired')
    case 'link_withdrawn':
      return t('problem-withdrawn')
    case 'offline':
      return t('problem-offline')
    default:
      return t('error-unexpected')
  }
}
