import { Button } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { ArchiveMember, Hit, SearchResult } from '../../../core/types'
import { n, t } from '../words'
import { LineText } from './line-text'
import { memberName } from './tree'

const SHOWN = 200

interface Props {
  result: SearchResult
  members: readonly ArchiveMember[]
  file: string
  choose(hit: Hit): void
}

export function HitList({ result, members, file, choose }: Props) {
  const names = new Map(members.map(member => [member.member, visible(memberName(member, file))]))
  const count = result.hits.length
  return (
    <section>
      <h2>
        {t('search-results')}{' '}
        <span className="sub num">{t('search-lines', { n: n(result.lines_searched) })}</span>
      </h2>
      {count === 0 && <p className="sub">{t('search-hits', { count, n: n(count) })}</p>}
      <ul className="hits">
        {result.hits.slice(0, SHOWN).map(hit => (
          <li key={`${hit.member}/${hit.line}/${hit.column}`}>
            <Button className="hit" onPress={() => choose(hit)}>
              <span className="num">{t('search-result', { n: n(hit.line) })}</span>
              {members.length > 1 && <bdi className="sub"> {names.get(hit.member)}</bdi>}
              <span className="mono">
                <LineText text={hit.text.slice(0, 200)} />
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
