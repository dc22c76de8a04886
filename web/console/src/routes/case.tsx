import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { clock, visible } from '../../../core/format'
import { caseFilesQuery, caseQuery } from '../api'
import { Crumbs } from '../parts/crumbs'
import { useKeys } from '../parts/keys'
import { PanelError } from '../parts/problem'
import { FindingTags, ScanTag } from '../parts/tags'
import { Ago } from '../parts/time'
import { locale, n, size, t } from '../words'
import { Requests } from './requests'

export function CasePage() {
  const { case: id } = useParams({ from: '/shell/cases/$case' })
  const query = useQuery(caseQuery(id))
  const item = query.data
  useEffect(() => {
    if (item) document.title = t('page-title-in', { what: item.reference, organisation: t('coffer') })
  }, [item])
  if (query.isError && !item)
    return <PanelError error={query.error} retry={() => void query.refetch()} page />
  if (!item) return <p className="late alone sub">{t('loading')}</p>
  return (
    <div className="page">
      <header className="top">
        <Crumbs>
          <b>
            <bdi>{visible(item.reference)}</bdi> <bdi>{visible(item.customer_name)}</bdi>
          </b>
        </Crumbs>
        <span className="tag">{t(`state-${item.state}`)}</span>
      </header>
      <div className="case">
        <div className="case-head">
          <h1>{visible(item.subject)}</h1>
          <p className="sub">
            {item.department_name} · {t('case-members', { count: item.members.length })} · {t('case-opened')}{' '}
            <Ago time={item.created} />
          </p>
        </div>
        <Files id={id} />
        <Requests id={id} reference={item.reference} open={item.state === 'open'} />
      </div>
    </div>
  )
}

function Files({ id }: { id: string }) {
  const query = useQuery(caseFilesQuery(id))
  const body = useRef<HTMLTableSectionElement>(null)
  const move = (step: number) => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('a') ?? [])]
    const at = links.indexOf(document.activeElement as HTMLElement)
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus()
  }
  useKeys({ j: () => move(1), k: () => move(-1) })
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
