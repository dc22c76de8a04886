import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import type { CaseFile } from '../../../core/types'
import { client } from '../api'
import { n, size, t } from '../words'
import { PanelError } from './problem'

/** How the check of a file stands, where its state alone does not say it, and the way to another one. */
export function Check({ file }: { file: CaseFile }) {
  const queries = useQueryClient()
  const again = useMutation({
    mutationFn: () => client.post<CaseFile>(`/files/${encodeURIComponent(file.id)}/rescan`, {}),
    onSuccess: queued => queries.setQueryData(['file', file.id], queued),
  })
  const progress = file.scan_progress
  const offered = !file.scan_queued && (file.scan === 'failed' || file.scan_outdated)
  if (!progress && !file.scan_queued && !offered && !file.scan_reason) return null
  return (
    <div className="check-state">
      {progress ? (
        <p className="num">
          <progress max={100} value={progress.percent} aria-label={t('check-running-label')} />{' '}
          {t('check-running', {
            percent: progress.percent,
            read: size(progress.bytes),
            total: size(progress.total_bytes),
            findings: n(progress.findings),
          })}
        </p>
      ) : (
        file.scan_queued && <p>{t('check-waiting')}</p>
      )}
      {file.scan_reason && <p>{t('check-reason', { reason: file.scan_reason })}</p>}
      {offered && (
        <p>
          {file.scan_outdated && t('check-outdated')}{' '}
          <Button className="btn sm" isDisabled={again.isPending} onPress={() => again.mutate()}>
            {t('check-again')}
          </Button>
        </p>
      )}
      {again.isError && <PanelError error={again.error} />}
    </div>
  )
}
