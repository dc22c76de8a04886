import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Circle, CircleCheck } from 'lucide-react'
import { visible } from '../../../core/format'
import type { FileRequest } from '../../../core/types'
import { caseFilesQuery } from '../api'
import { n, t } from '../words'

/** What a request asks for, and which files answer it. */
export function Asked({ request, caseId }: { request: FileRequest; caseId: string }) {
  const asked = request.asked ?? []
  const files = useQuery({ ...caseFilesQuery(caseId), enabled: asked.length > 0 }).data?.items ?? []
  if (asked.length === 0) return null
  return (
    <ul className="checklist" aria-label={t('asked-list', { contact: visible(request.contact) })}>
      {asked.map((item, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list of a request never changes
        <li key={place}>
          {item.files.length > 0 ? (
            <CircleCheck className="i ok" aria-hidden="true" />
          ) : (
            <Circle className="i" aria-hidden="true" />
          )}
          <span>
            <bdi>{visible(item.name)}</bdi>{' '}
            <span className="sub">
              {item.files.length > 0
                ? t('asked-answered', { count: item.files.length, n: n(item.files.length) })
                : t(item.wanted ? 'asked-open' : 'asked-optional')}
            </span>{' '}
            {item.files.map(id => {
              const file = files.find(each => each.id === id)
              return (
                file && (
                  <Link key={id} to="/cases/$case/files/$file" params={{ case: caseId, file: id }}>
                    <bdi>{visible(file.name)}</bdi>
                  </Link>
                )
              )
            })}
          </span>
        </li>
      ))}
    </ul>
  )
}
