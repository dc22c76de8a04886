import '../words-office'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'react-aria-components'
import { exactTime, longTime, visible } from '../../../core/format'
import { save } from '../../../core/save'
import type { Case, CaseFile, Erasure, Receipt } from '../../../core/types'
import { caseFilesQuery, client, fileQuery, meQuery, queries } from '../api'
import { Ask } from '../parts/ask'
import { useOffered } from '../parts/offered'
import { PanelError } from '../parts/problem'
import { locale, n, t } from '../words'

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
  const certificate = useMutation({
    mutationFn: async () => {
      const receipt = await client.get<Receipt>(`/files/${encodeURIComponent(id)}/erasure`)
      save(
        new Blob([`${JSON.stringify(receipt, null, 2)}\n`], { type: 'application/json' }),
        `${id}.erasure.json`,
      )
    },
  })
  return (
    <div className="note stack-in" role="status">
      {erasure ? (
        <>
          <p>
            <b>{name === undefined ? t('erased') : t('erased-name', { name })}</b>
          </p>
          <p>
            {t(erasure.keys_destroyed ? 'erased-keys' : 'erased-keys-not-yet', {
              count: erasure.objects,
              n: n(erasure.objects),
            })}{' '}
            <span title={exactTime(erasure.backups_until, locale)}>
              {t('erased-backups', { time: longTime(erasure.backups_until, locale) })}
            </span>
          </p>
        </>
      ) : (
        <p>{t('erased-perhaps')}</p>
      )}
      <Button className="btn" isDisabled={certificate.isPending} onPress={() => certificate.mutate()}>
        {t('erased-certificate')}
      </Button>
      {certificate.isSuccess && <p className="sub">{t('erased-saved')}</p>}
      {certificate.isError && <PanelError error={certificate.error} />}
    </div>
  )
}
