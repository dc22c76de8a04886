import { Bookmark, X } from 'lucide-react'
import { Button } from 'react-aria-components'
import { n, t } from '../words'

interface Props {
  marks: readonly number[]
  line: number
  go(line: number): void
  toggle(line: number): void
}

/** Lines somebody wants to come back to. They are in the address, so that whoever is sent it has them too. */
export function Bookmarks({ marks, line, go, toggle }: Props) {
  if (marks.length === 0) return null
  return (
    <section>
      <h2>{t('bookmarks-title')}</h2>
      <ul className="marks">
        {marks.map(mark => (
          <li key={mark}>
            <Button className="mark num" aria-current={mark === line} onPress={() => go(mark)}>
              <Bookmark className="i" aria-hidden="true" />
              {t('line-title', { n: n(mark) })}
            </Button>
            <Button
              className="btn ghost icon"
              aria-label={t('bookmark-remove', { n: n(mark) })}
              onPress={() => toggle(mark)}
            >
              <X className="i" aria-hidden="true" />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
