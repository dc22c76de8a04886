import { Bug, CircleX, Info, TriangleAlert } from 'lucide-react'
import { Button } from 'react-aria-components'
import { LEVELS, type Level, levels, type Outline } from '../../../core/outline'
import { n, t } from '../words'

const ICONS = { error: CircleX, warn: TriangleAlert, info: Info, debug: Bug }

/** How many lines say each level; pressing one goes to the next of them. */
export function Levels({ outline, next }: { outline: Outline; next(level: Level): void }) {
  const counts = levels(outline)
  if (LEVELS.every(level => counts[level] === 0)) return null
  return (
    <section>
      <h2>{t('levels-title')}</h2>
      <ul className="types levels">
        {LEVELS.filter(level => counts[level] > 0).map(level => {
          const Icon = ICONS[level]
          return (
            <li key={level}>
              <Button className={`type ${level}`} onPress={() => next(level)}>
                <Icon className="i" aria-hidden="true" />
                <span>{t(`level-${level}`)}</span>
                <span className="num">{n(counts[level])}</span>
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
