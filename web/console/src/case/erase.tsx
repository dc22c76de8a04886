import '../words-office'
import { useQuery } from '@tanstack/react-query'
import { visible } from '../../../core/format'
import type { Case, CaseFile, Erasure } from '../../../core/types'
import { caseFilesQuery, client, fileQuery, meQuery, queries } from '../api'
import { Ask } from '../parts/ask'
import { useOffered } from '../parts/offered'
import { n, t } from '../words'
import { ErasedNote } from './erased-note'

const key = (file: string) => ['erasure', file]

/** Whether this case's files may be erased by whoever looks, as far as that is known here. */
export function useErases(item: Case | undefined): boolean {
  const { data: me } = useQuery(meQuery)
  const { erase } = useOffered()
  return erase === true && me !== undefined && item?.members.includes(me.member.id) === true
}

/** Erases files for good, one after the other; what is held for the law says so instead. */
export function Erase({
  item,
  files,
  done,
}: {
  item: Case
  files: readonly Pick<CaseFile, 'id' | 'name'>[]
  done(): void
}) {
  const count = files.length
  const name = visible(files[0]?.name ?? '')
  if (item.held) return <p className="sub">{t('erase-held')}</p>
  return (
    <Ask
      button={t('erase', { count, n: n(count) })}
      offer={t('erase-go', { count, n: n(count), name })}
      title={t('erase-title', { count, n: n(count), name })}
      text={
        <>
          <p>{t('erase-text')}</p>
          <ul className="bullets">
            {files.map(file => (
              <li key={file.id}>
                <bdi>{visible(file.name)}</bdi>
              </li>
            ))}
          </ul>
        </>
      }
      tone="danger"
      go={t('erase-go', { count, n: n(count), name })}
      reason={{ label: t('reason') }}
      act={async fields => {
        try {
          for (const { id } of files) {
            const erasure = await client.delete<Erasure>(`/files/${id}`, { reason: fields.get('reason') })
            queries.setQueryData(key(id), erasure)
          }
        } finally {
          // Of several, the first ones may be gone although a later one is not.
          void queries.invalidateQueries({ queryKey: caseFilesQuery(item.id).queryKey })
          for (const { id } of files)
            void queries.invalidateQueries({ queryKey: fileQuery(id).queryKey, exact: true })
        }
      }}
      done={done}
    />
  )
}

/** What became of a file that is not there any more, and the proof of it. */
export function Erased({ id, name }: { id: string; name?: string | undefined }) {
  const { data: erasure } = useQuery<Erasure>({ queryKey: key(id), enabled: false })
  const erased = name === undefined ? t('erased') : t('erased-name', { name })
  return (
    <ErasedNote
      what={erasure ? erased : t('erased-perhaps')}
      erasure={erasure}
      at={`/files/${encodeURIComponent(id)}/erasure`}
      id={id}
    />
  )
}
