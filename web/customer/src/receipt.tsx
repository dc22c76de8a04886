import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { save } from '../../core/save'
import type { Receipt as SignedReceipt } from '../../core/types'
import { client } from './link'
import { t } from './words'

/** Fetches a file's signed receipt and saves it as JSON, as `coffer verify` reads it. */
export function Receipt({ file, name }: { file: string; name: string }) {
  const [failed, setFailed] = useState(false)
  const fetchReceipt = async () => {
    setFailed(false)
    try {
      const receipt = await client.get<SignedReceipt>(`/link/files/${file}/receipt`)
      const text = `${JSON.stringify(receipt, null, 2)}\n`
      const title = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}.receipt.json`
      save(new Blob([text], { type: 'application/json' }), title)
    } catch {
      setFailed(true)
    }
  }
  return (
    <>
      <button type="button" class="btn" aria-label={t('receipt-save-name', { name })} onClick={fetchReceipt}>
        <Download class="i" aria-hidden="true" />
        {t('receipt-save')}
      </button>
      {failed && (
        <p role="alert" class="wrong small">
          {t('receipt-failed')}
        </p>
      )}
    </>
  )
}
