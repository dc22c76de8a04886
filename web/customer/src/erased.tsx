// Files the contact sent that were erased since: what the record still says of them, and the proof that their keys are gone.
import { Download } from 'lucide-preact'
import { useState } from 'preact/hooks'
import { ApiError } from '../../core/client'
import { exactTime, visible } from '../../core/format'
import { check } from '../../core/ledger'
import { told } from '../../core/ledger-entry'
import { save } from '../../core/save'
import type { ErasedSentFile, Receipt } from '../../core/types'
import { client } from './link'
import { locale, t } from './words'

/** What an erased file was called, where the ledger still says so. */
export const nameOf = ({ name }: ErasedSentFile) => (name ? visible(name) : t('custody-some-file'))

export function Erased({ files, log }: { files: readonly ErasedSentFile[]; log: string }) {
  if (files.length === 0) return null
  return (
    <>
      <h2>{t('erased-title')}</h2>
      <p class="sub measure">{t('erased-text')}</p>
      <ul class="list">
        {files.map(file => (
          <li key={file.id}>
            <span />
            <div class="what">
              <p class="name">
                <bdi>{nameOf(file)}</bdi>
              </p>
              <p class="sub small num">{t('erased-when', { time: exactTime(file.erased, locale) })}</p>
            </div>
            <div class="do">
              <Certificate file={file.id} name={nameOf(file)} log={log} />
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

const BAD = 'log-bad-title'

/** What is said of a certificate, as words. */
type Said = typeof BAD | 'erased-saved' | 'log-unsupported' | 'erased-under-way' | 'error-unexpected'

function Certificate({ file, name, log }: { file: string; name: string; log: string }) {
  const [said, setSaid] = useState<Said>()
  const fetchIt = async () => {
    setSaid(undefined)
    try {
      const certificate = await client.get<Receipt>(`/link/files/${file}/erasure`)
      const how = await holds(certificate, file, log)
      if (how !== BAD) {
        const text = `${JSON.stringify(certificate, null, 2)}\n`
        save(new Blob([text], { type: 'application/json' }), `${file}.erasure.json`)
      }
      setSaid(how)
    } catch (error) {
      setSaid(error instanceof ApiError && error.status === 409 ? 'erased-under-way' : 'error-unexpected')
    }
  }
  return (
    <>
      <button type="button" class="btn" aria-label={`${t('erased-save')} (${name})`} onClick={fetchIt}>
        <Download class="i" aria-hidden="true" />
        {t('erased-save')}
      </button>
      <p role="alert" class={said === 'erased-saved' ? 'small' : 'wrong small'}>
        {said && t(said)}
      </p>
    </>
  )
}

/** Whether it is this file's certificate, in the ledger whose record is shown. */
async function holds(certificate: Receipt, file: string, log: string): Promise<Said> {
  const read = told(certificate.entry)
  if (certificate.log !== log || read?.event !== 'file.keys_destroyed' || read.object !== file) return BAD
  const { result } = await check(log, certificate.checkpoint, [certificate])
  if (result === 'unsupported') return 'log-unsupported'
  return result === 'good' ? 'erased-saved' : BAD
}
