import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { CaseErasure } from '../../../core/types'
import { client, queries } from '../api'
import { Ask } from '../parts/ask'
import { t } from '../words'
import { ErasedNote } from './erased-note'

const key = (id: string) => ['case-erasure', id]

/** Erases a case and everything in it for good, open or closed. */
export function EraseCase({ item, done }: { item: { case: string; reference: string }; done(): unknown }) {
  const named = { name: visible(item.reference) }
  return (
    <Ask
      button={t('erase-case')}
      offer={t('erase-case-go', named)}
      title={t('erase-case-title', named)}
      text={
        <>
          <p>{t('erase-case-text')}</p>
          <ul className="bullets">
            {['files', 'messages', 'uploads', 'access'].map(part => (
              <li key={part}>{t(`erase-case-${part}`)}</li>
            ))}
          </ul>
          <p className="sub">{t('erase-case-kept')}</p>
        </>
      }
      tone="danger"
      go={t('erase-case-go', named)}
      reason={{ label: t('reason') }}
      act={async fields => {
        const erasure = await client.delete<CaseErasure>(`/cases/${item.case}`, {
          reason: fields.get('reason'),
        })
        queries.setQueryData(key(item.case), erasure)
      }}
      done={done}
    />
  )
}

/** Whether the case was erased in this page just now; then there is more to say than that it is gone. */
export function useErasedNow(id: string): CaseErasure | undefined {
  return useQuery<CaseErasure>({ queryKey: key(id), enabled: false }).data
}

/** What became of a case that was erased, and the proof of it. */
export function ErasedCase({ id }: { id: string }) {
  const erasure = useErasedNow(id)
  return (
    <ErasedNote
      what={t('erased-case')}
      erasure={erasure}
      at={`/cases/${encodeURIComponent(id)}/erasure`}
      id={id}
    />
  )
}
