import { useEffect } from 'react'
import { t } from '../words'

/** Names the browser's tab after what is shown. */
export function useTitle(what: string | undefined): void {
  useEffect(() => {
    if (what !== undefined) document.title = t('page-title-in', { what, organisation: t('coffer') })
  }, [what])
}
