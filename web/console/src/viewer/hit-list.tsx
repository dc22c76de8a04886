import { Button } from 'react-aria-components'
import { visible } from '../../../core/format'
import type { ArchiveMember, Hit } from '../../../core/types'
import { n, t } from '../words'
import { LineText } from './line-text'
import type { Found } from './searching'
import { memberName } from './tree'

const SHOWN = 200

interface Props {
  found: Found
  members: readonly ArchiveMember[]
  file: string
  choose(hit: Hit): void
}

export function HitList({ found, members, file, choose }: Props) {
  const names = new Map(members.map(member => [member.member, visible(memberName(member, file))]))
  const count = found.hits.length
  return (
    <section>
      <h2>
        {t('search-results')}{' '}
        {found.end === 'whole' && <span className="sub num">{t('search-lines', { n: n(found.lines) })}</span>}
      </h2>
      {count === 0 && found.end !== undefined && (
        <p className="sub">{t('search-hits', { count, n: n(count) })}</p>
      )}
      <ul className="hits">
        {found.hits.slice(0, SHOWN).map(hit => (
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
      {count > SHOWN && <p className="sub">{t('search-listed', { n: n(SHOWN) })}</p>}
    </section>
  )
}
