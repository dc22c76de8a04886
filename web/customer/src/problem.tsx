import type { ApiError } from '../../core/client'
import { t } from './words'

const PAGES: Record<string, string> = {
  link_unknown: 'unknown',
  not_found: 'unknown',
  link_expired: 'expired',
  link_withdrawn: 'withdrawn',
  link_frozen: 'frozen',
  link_exhausted: 'exhausted',
  code_locked: 'locked',
  offline: 'offline',
}

export function Problem({ error, retry }: { error: ApiError; retry(): void }) {
  const page = PAGES[error.code] ?? 'other'
  return (
    <section>
      <h1 tabIndex={-1}>{t(`problem-${page}-title`)}</h1>
      <p class="measure">{t(`problem-${page}`)}</p>
      {(page === 'offline' || page === 'other') && (
        <div class="acts">
          <button type="button" class="btn primary" onClick={retry}>
            {t('try-again')}
          </button>
        </div>
      )}
      {error.request && <p class="sub small">{t('error-request', { request: error.request })}</p>}
    </section>
  )
}
