import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Button } from 'react-aria-components'
import { clock, visible } from '../../../core/format'
import type { Case, CaseFile } from '../../../core/types'
import { caseFilesQuery } from '../api'
import { moveIn, useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { Scroll } from '../parts/scroll'
import { FindingTags, ScanTag } from '../parts/tags'
import { Ago } from '../parts/time'
import { locale, n, size, t } from '../words'
import { Erase, Erased, useErases } from './erase'

export function Files({ item }: { item: Case }) {
  const { id } = item
  const query = useQuery(caseFilesQuery(id))
  const body = useRef<HTMLTableSectionElement>(null)
  const erases = useErases(item)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [gone, setGone] = useState<readonly CaseFile[]>([])
  const toggle = (file: string) =>
    setChosen(old => new Set(old.has(file) ? [...old].filter(each => each !== file) : [...old, file]))
  useKeys({
    j: () => moveIn(body.current, 1),
    k: () => moveIn(body.current, -1),
    ...(erases
      ? {
          x: () => {
            const file = document.activeElement?.closest('tr')?.dataset.file
            if (file !== undefined) toggle(file)
          },
        }
      : {}),
  })
  const items = query.data?.items
  const files = items?.filter(file => chosen.has(file.id)) ?? []
  return (
    <section className="panel" aria-labelledby="files">
      <h2 id="files">{t('case-files-title')}</h2>
      {query.isError && !items && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {query.isRefetchError && items && (
        <p className="strip" role="status">
          {t('error-stale', { time: clock(new Date(query.errorUpdatedAt).toISOString(), locale) })}
        </p>
      )}
      {files.length > 0 && (
        <div className="tools" role="status">
          {t('files-chosen', { count: files.length, n: n(files.length) })}
          <Erase
            item={item}
            files={files}
            done={() => {
              setGone([...gone, ...files])
              setChosen(new Set())
            }}
          />
          <Button className="btn sm" onPress={() => setChosen(new Set())}>
            {t('files-choose-none')}
          </Button>
        </div>
      )}
      {gone.map(file => (
        <Erased key={file.id} id={file.id} name={visible(file.name)} />
      ))}
      {!items && query.isPending && <p className="late sub pad">{t('loading')}</p>}
      {items?.length === 0 && <p className="empty">{t('case-files-empty')}</p>}
      {items && items.length > 0 && (
        <Scroll label={t('files-list')}>
          <table className="grid">
            <thead>
              <tr>
                {erases && (
                  <th scope="col">
                    <span className="sr">{t('file-choose')}</span>
                  </th>
                )}
                <th scope="col">{t('file-name')}</th>
                <th scope="col" className="right">
                  {t('file-size')}
                </th>
                <th scope="col">{t('file-scan')}</th>
                <th scope="col">{t('file-findings')}</th>
                <th scope="col" className="right">
                  {t('file-received')}
                </th>
              </tr>
            </thead>
            <tbody ref={body}>
              {items.map(file => (
                <tr key={file.id} data-file={file.id}>
                  {erases && (
                    <td>
                      <input
                        type="checkbox"
                        aria-label={t('file-choose-name', { name: visible(file.name) })}
                        checked={chosen.has(file.id)}
                        onChange={() => toggle(file.id)}
                      />
                    </td>
                  )}
                  <th scope="row" className="wide">
                    <Link
                      to="/cases/$case/files/$file"
                      params={{ case: id, file: file.id }}
                      className="row-link"
                    >
                      <bdi>{visible(file.name)}</bdi>
                    </Link>{' '}
                    {file.version > 1 && (
                      <span className="sub">{t('file-version', { n: n(file.version) })}</span>
                    )}
                    {file.source === 'member' && <span className="sub"> {t('file-from-member')}</span>}
                  </th>
                  <td className="right num nowrap">{size(file.bytes)}</td>
                  <td>
                    <ScanTag file={file} />
                  </td>
                  <td>{file.scan === 'pending' ? null : <FindingTags findings={file.findings} />}</td>
                  <td className="right num nowrap">
                    <Ago time={file.created} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}
