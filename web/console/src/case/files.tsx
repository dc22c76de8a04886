import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRef } from 'react'
import { clock, visible } from '../../../core/format'
import { caseFilesQuery } from '../api'
import { moveIn, useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { FindingTags, ScanTag } from '../parts/tags'
import { Ago } from '../parts/time'
import { locale, n, size, t } from '../words'

export function Files({ id }: { id: string }) {
  const query = useQuery(caseFilesQuery(id))
  const body = useRef<HTMLTableSectionElement>(null)
  useKeys({ j: () => moveIn(body.current, 1), k: () => moveIn(body.current, -1) })
  const items = query.data?.items
  return (
    <section className="panel" aria-labelledby="files">
      <h2 id="files">{t('case-files-title')}</h2>
      {query.isError && !items && <PanelError error={query.error} retry={() => void query.refetch()} />}
      {query.isRefetchError && items && (
        <p className="strip" role="status">
          {t('error-stale', { time: clock(new Date(query.errorUpdatedAt).toISOString(), locale) })}
        </p>
      )}
      {!items && query.isPending && <p className="late sub pad">{t('loading')}</p>}
      {items?.length === 0 && <p className="empty">{t('case-files-empty')}</p>}
      {items && items.length > 0 && (
        <div className="scroll">
          <table className="grid">
            <thead>
              <tr>
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
                <tr key={file.id}>
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
        </div>
      )}
    </section>
  )
}
