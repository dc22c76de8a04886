import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components'
import { ApiError } from '../../../core/client'
import { client } from '../api'
import { PanelError } from '../parts/problem'
import { t } from '../words'

/** "This was not me": a press locks the account. Opening the link alone does nothing: mail programs open links too. */
export function NotMe() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)))
  const [locked, setLocked] = useState(false)
  const [error, setError] = useState<unknown>()
  useEffect(() => {
    document.title = t('page-title-in', { what: t('notme-title'), organisation: t('coffer') })
  }, [])
  const lock = async () => {
    setError(undefined)
    try {
      await client.post('/account/freeze', { token })
      setLocked(true)
    } catch (caught) {
      setError(caught)
    }
  }
  const gone = error instanceof ApiError && error.status === 410
  return (
    <main className="door">
      <h1>{t('notme-title')}</h1>
      {locked ? (
        <p role="status">{t('notme-done')}</p>
      ) : (
        <>
          <p>{t('notme-text')}</p>
          {gone && (
            <p role="alert" className="wrong">
              {t('notme-gone')}
            </p>
          )}
          {error !== undefined && !gone && <PanelError error={error} />}
          <Button className="btn danger" onPress={lock}>
            {t('notme-button')}
          </Button>
        </>
      )}
    </main>
  )
}
