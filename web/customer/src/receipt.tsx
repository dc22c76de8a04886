import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import type { Receipt as SignedReceipt } from '../../core/types'
import { client } from './link'
import { t } from './words'

/** Fetches a file's signed receipt and saves it as JSON, as `coffer verify` reads it. */
export function Receipt({ file, name }: { file: string; name: string }) {
  const [failed, setFailed] = useState(false)
  const save = async () => {
    setFailed(false)
    try {
      const receipt = await client.get<SignedReceipt>(`/link/files/${file}/receipt`)
      const url = URL.createObjectURL(
        new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' }),
      )
      const anchor = document.createElement('a')
      anchor.href = url
      anchor.download = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '_')}.receipt.json`
      anchor.click()
      setTimeout(() => URL.revokeObjectURL(url), 10_000)
    } catch {
      setFailed(true)
    }
  }
  return (
    <>
      <button type="button" class="btn" aria-label={t('receipt-save-name', { name })} onClick={save}>
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
