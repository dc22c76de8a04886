import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from 'react-aria-components'
import { clock } from '../../../core/format'
import { locale, t } from '../words'
import { PanelError } from './problem'

interface Props<T> {
  query: Pick<
    UseQueryResult<T>,
    'data' | 'error' | 'isError' | 'isRefetchError' | 'errorUpdatedAt' | 'refetch'
  >
  children(data: T): ReactNode
}

/** What was asked for, or that it is on its way, or why it is not there; old data stay, and say how old they are. */
export function Loaded<T>({ query, children }: Props<T>) {
  const again = () => void query.refetch()
  if (query.data === undefined)
    return query.isError ? (
      <PanelError error={query.error} retry={again} />
    ) : (
      <p className="late sub pad" role="status">
        {t('loading')}
      </p>
    )
  return (
    <>
      {query.isRefetchError && (
        <p className="strip" role="status">
          {t('error-stale', { time: clock(new Date(query.errorUpdatedAt).toISOString(), locale) })}{' '}
          <Button className="btn sm" onPress={again}>
            {t('try-again')}
          </Button>
        </p>
      )}
      {children(query.data)}
    </>
  )
}
