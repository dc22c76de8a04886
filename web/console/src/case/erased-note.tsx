import { useMutation } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { exactTime, longTime } from '../../../core/format'
import { save } from '../../../core/save'
import type { CaseErasure, Erasure, Receipt } from '../../../core/types'
import { client } from '../api'
import { PanelError } from '../parts/problem'
import { locale, n, t } from '../words'

interface Props {
  what: string
  /** Known to whoever erased it just now. */
  erasure: Erasure | CaseErasure | undefined
  /** Where the certificate is. */
  at: string
  id: string
}

/** That something is erased, how far its keys are, and its certificate to save. */
export function ErasedNote({ what, erasure, at, id }: Props) {
  const certificate = useMutation({
    mutationFn: async () => {
      const receipt = await client.get<Receipt>(at)
      const text = `${JSON.stringify(receipt, null, 2)}\n`
      save(new Blob([text], { type: 'application/json' }), `${id}.erasure.json`)
    },
  })
  return (
    <div className="note stack-in" role="status">
      <p>{erasure ? <b>{what}</b> : what}</p>
      {erasure && (
        <p>
          {t(erasure.keys_destroyed ? 'erased-keys' : 'erased-keys-not-yet', {
            count: erasure.objects,
            n: n(erasure.objects),
          })}{' '}
          <span title={exactTime(erasure.backups_until, locale)}>
            {t('erased-backups', { time: longTime(erasure.backups_until, locale) })}
          </span>
        </p>
      )}
      <Button className="btn" isDisabled={certificate.isPending} onPress={() => certificate.mutate()}>
        {t('erased-certificate')}
      </Button>
      {certificate.isSuccess && <p className="sub">{t('erased-saved')}</p>}
      {certificate.isError && <PanelError error={certificate.error} />}
    </div>
  )
}
